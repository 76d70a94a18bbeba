import Processes
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

@Suite(
    "A confined program and the kernel",
    .enabled(if: sandboxHolds, Comment(rawValue: noSandbox)),
    .enabled(if: hasPython, Comment(rawValue: noPython))
)
struct SandboxKernelTests {
    private static let tries = [
        Try("io_uring", "call(425, 0, None)", "ENOSYS", control: nil),
        Try("clone3", "call(435, None, 0)", "ENOSYS", control: "EINVAL"),
        Try("being traced", "call(101 if X86 else 117, 0, 0, 0, 0)", "EPERM"),
        Try(
            "reading another process's memory",
            "call(310 if X86 else 270, os.getppid(), None, 0, None, 0, 0)",
            "EPERM"
        ),
        Try("a user namespace", "call(272 if X86 else 97, 0x10000000)", "EPERM", control: nil),
        Try(
            "a process in a namespace of its own",
            // Without a sandbox the combination is senseless, and no process comes of it.
            "call(56 if X86 else 220, 0x10000000 | 0x200, 0, 0, 0, 0)",
            "EPERM",
            control: "EINVAL"
        ),
        Try(
            "mounting",
            "call(165 if X86 else 40, b'none', E['STATE'].encode(), b'tmpfs', 0, None)",
            "EPERM",
            control: nil
        ),
        Try("opening a file system", "call(430, b'tmpfs', 0)", "EPERM", control: nil),
        Try("changing the root", "os.chroot(E['STATE'])", "EPERM", control: nil),
        Try(
            "typing into a terminal",
            "__import__('fcntl').ioctl(0, 0x5412, b'x')",
            "EPERM",
            control: "ENOTTY"
        ),
        Try(
            "typing into a terminal with a disguised number",
            "call(16 if X86 else 29, 0, (1 << 32) | 0x5412, b'x')",
            "EPERM",
            control: "ENOTTY"
        ),
        Try(
            "the clipboard of a console",
            "__import__('fcntl').ioctl(0, 0x541C, b'x')",
            "EPERM",
            control: "ENOTTY"
        ),
        Try("a keyring", "call(250 if X86 else 219, 0, -3, 1)", "EPERM", control: nil),
        Try("userfaultfd", "call(323 if X86 else 282, 0)", "EPERM", control: nil),
        Try("bpf", "call(321 if X86 else 280, 0, None, 0)", "EPERM", control: nil),
        Try("perf", "call(298 if X86 else 241, None, 0, -1, -1, 0)", "EPERM", control: nil),
        Try(
            "shared memory of the machine",
            "call(29 if X86 else 194, 0, 4096, 0o1600)",
            "EPERM",
            control: nil
        ),
        Try("executable data", "call(135 if X86 else 92, 0x0400000)", "EPERM"),
        Try(
            "limits of another process",
            "__import__('resource').prlimit(os.getppid(), 7)",
            "EPERM"
        ),
        Try("the priority of a person's processes", "os.setpriority(os.PRIO_USER, 0, 10)", "EPERM"),
        Try("the priority of a group", "os.setpriority(os.PRIO_PGRP, 0, 10)", "EPERM"),
        Try(
            "the processors of another process",
            "os.sched_setaffinity(os.getppid(), os.sched_getaffinity(0))",
            "EPERM"
        ),
        Try(
            "file handles",
            "call(303 if X86 else 264, -100, b'/usr', None, None, 0)",
            "EPERM",
            control: "EFAULT"
        ),
        Try("kernel messages", "call(103 if X86 else 116, 3, None, 0)", "EPERM", control: nil),
    ]

    @Test("It is refused", arguments: tries)
    func refused(_ attempt: Try) throws {
        let ground = try Ground()
        let outcome = try attempt.outcome(on: ground, policy: try ground.policy())
        #expect(attempt.refusal.contains(outcome), "it ended with \(outcome)")
    }

    @Test("Without a sandbox the answer is another", arguments: tries.filter { $0.control != nil })
    func control(_ attempt: Try) throws {
        #expect(try attempt.outcome(on: try Ground(), policy: nil) == attempt.control)
    }

    @Test(
        "It cannot send signals to processes outside",
        .enabled(if: landlockVersion >= 6, "Landlock scopes signals from version 6 on")
    )
    func signals() throws {
        let ground = try Ground()
        let attempt = Try("", "os.kill(os.getppid(), 0)")
        #expect(try attempt.outcome(on: ground, policy: try ground.policy()) == "EPERM")
        #expect(try attempt.outcome(on: ground, policy: nil) == "done")
    }

    @Test("It has no new privileges, no terminal and a session of its own")
    func status() throws {
        let ground = try Ground()
        let attempt = Try(
            "",
            """
            print(open('/proc/self/status').read().split('NoNewPrivs:')[1].split()[0])
            print(os.getsid(0) == os.getpid())
            """
        )
        #expect(try attempt.outcome(on: ground, policy: try ground.policy()) == "1\nTrue\ndone")
    }

    @Test("A program of root keeps no power but that over files")
    func capabilities() throws {
        let ground = try Ground()
        let attempt = Try(
            "",
            """
            held = int(open('/proc/self/status').read().split('CapEff:')[1].split()[0], 16)
            assert held & ~0b11011 == 0, hex(held)
            """
        )
        #expect(try attempt.outcome(on: ground, policy: try ground.policy()) == "done")
    }

    @Test("Limits are lowered, and no core file is written")
    func limits() throws {
        let ground = try Ground()
        var policy = try ground.policy()
        policy.limits = .init(openFiles: 99, fileSize: .kibibytes(4))
        let attempt = Try(
            "",
            """
            import resource as r
            print([r.getrlimit(x)[1] for x in (r.RLIMIT_CORE, r.RLIMIT_NOFILE, r.RLIMIT_FSIZE)])
            """
        )
        #expect(try attempt.outcome(on: ground, policy: policy) == "[0, 99, 4096]\ndone")
    }

    #if arch(x86_64)
    @Test("A call of the 32-bit interface ends the program")
    func oldInterface() throws {
        let ground = try Ground()
        // mov eax, 20 (getpid); int 0x80; ret
        let attempt = Try(
            "",
            """
            import mmap
            page = mmap.mmap(-1, 4096, prot=7)
            page.write(bytes([0xB8, 20, 0, 0, 0, 0xCD, 0x80, 0xC3]))
            place = ctypes.addressof(ctypes.c_char.from_buffer(page))
            ctypes.CFUNCTYPE(ctypes.c_int)(place)()
            """
        )
        let outcome = try attempt.outcome(on: ground, policy: try ground.policy())
        #expect(
            outcome.contains("signalled(\(SIGSYS))") || outcome.contains("signalled(\(SIGSEGV))")
        )
    }

    @Test("Calls of the x32 interface are unknown")
    func x32() throws {
        let ground = try Ground()
        let attempt = Try("", "call(0x40000000 + 41, 2, 1, 0)")
        #expect(try attempt.outcome(on: ground, policy: try ground.policy()) == "ENOSYS")
    }
    #endif
}
