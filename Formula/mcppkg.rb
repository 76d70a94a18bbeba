# Builds mcppkg from source. No release exists yet, so it is installed with `brew install --HEAD`.
class Mcppkg < Formula
  # Where the sources are. The owner sets this one line when the repository has its address.
  REPOSITORY = "https://example.invalid/mcppkg.git".freeze

  desc "Package manager and verified installer for MCP servers"
  homepage REPOSITORY.delete_suffix(".git")
  head REPOSITORY, branch: "main"

  depends_on "pkgconf" => :build
  depends_on xcode: ["26.0", :build]
  depends_on "curl"
  depends_on "libarchive"
  depends_on "libdeflate"
  depends_on "openssl@3"

  uses_from_macos "swift" => :build

  def install
    # Homebrew has its own sandbox around the build, and sandboxes do not nest.
    flags = ["--configuration", "release", "--disable-sandbox"]
    flags << "--static-swift-stdlib" if OS.linux?
    programs = ["mcppkg", "mcppkg-full", "mcppkg-sample-server"]
    programs.each { |program| system "swift", "build", *flags, "--product", program }

    # `mcppkg` finds the two others from its own place: ../libexec/mcppkg.
    bin.install ".build/release/mcppkg"
    (libexec/"mcppkg").install ".build/release/mcppkg-full", ".build/release/mcppkg-sample-server"
    generate_completions_from_executable(bin/"mcppkg", "completions", shells: [:bash, :zsh, :fish])
  end

  test do
    # The whole story without network: install, link, start, call a tool, upgrade, roll back, refuse a
    # changed byte, remove. It ends with an error when a step does not do what it says.
    ENV["MCPPKG_HOME"] = testpath/"home"
    assert_match(/\d+\.\d+\.\d+/, shell_output("#{bin}/mcppkg --version"))
    system bin/"mcppkg", "demo"
    assert_match(/"servers":\s*\[\]/, shell_output("#{bin}/mcppkg list --user --json"))
  end
end
