internal import Diagnostics
internal import Documents
internal import PackageModel
internal import Transport

/// Questions to one repository of one registry, with the token that it hands out.
///
/// The token is asked for pulling from this repository alone, whatever the registry proposes. It is sent to the
/// registry's own host only: a redirect elsewhere is followed without it.
struct OCIConversation {
    let client: HTTPClient
    let repository: ImageRepository
    private var token: String?

    init(client: HTTPClient, repository: ImageRepository) {
        self.client = client
        self.repository = repository
    }

    /// The answer below the repository's place, whatever its status but 401.
    mutating func get(_ path: String, accepting types: [String], limit: ByteCount) throws(OCIError)
        -> HTTPResponse
    {
        let url = repository.apiBase + path
        let first = try ask(url, types, limit)
        guard first.status == 401 else { return first }
        guard let challenge = challenge(of: first) else { throw refusal(first) }
        token = try fetchToken(challenge)
        let second = try ask(url, types, limit)
        guard second.status != 401 else { throw refusal(second) }
        return second
    }

    private func ask(_ url: String, _ types: [String], _ limit: ByteCount) throws(OCIError)
        -> HTTPResponse
    {
        var request = HTTPRequest(url: url, limit: limit)
        request.headers = types.map { ("Accept", $0) }
        if let token { request.headers.append(("Authorization", "Bearer " + token)) }
        return try fetch(request)
    }

    private func fetch(_ request: HTTPRequest) throws(OCIError) -> HTTPResponse {
        do throws(TransportError) {
            return try client.get(request)
        } catch {
            throw .transport(error)
        }
    }

    private func challenge(of response: HTTPResponse) -> OCIChallenge? {
        response.headers.lazy.filter { $0.name == "www-authenticate" }
            .compactMap { OCIChallenge(header: $0.value) }.first
    }

    /// Asks the service that the registry names; its own credentials come from `~/.netrc`.
    private func fetchToken(_ challenge: OCIChallenge) throws(OCIError) -> String {
        let realm = try address(ofRealm: challenge.realm)
        var url = realm + (realm.contains("?") ? "&" : "?")
        if let service = challenge.service { url += "service=\(percentEncoded(service))&" }
        url += "scope=" + percentEncoded("repository:\(repository.path):pull")
        let response = try fetch(HTTPRequest(url: url, limit: OCILimits.tokenAnswer))
        guard (200..<300).contains(response.status) else { throw refusal(response) }
        guard let json = try? JSON(parsing: response.body),
            let token = (json["token"] ?? json["access_token"])?.string, isToken(token)
        else { throw .challenge(url: realm, why: "its answer holds no usable token") }
        return token
    }

    /// https, or http on this machine for a registry that is on this machine itself.
    func address(ofRealm text: String) throws(OCIError) -> String {
        // Which rule of URLs it breaks does not matter: it is not asked.
        guard let address = try? Transport.WebAddress(parsing: text) else {
            throw .challenge(url: repository.apiBase, why: "`\(text)` is no https URL")
        }
        guard isMutated("oci.token-realm") || !address.isLocal || repository.isLoopback else {
            throw .challenge(url: repository.apiBase, why: "`\(text)` leads to this machine")
        }
        return address.description
    }

    func refusal(_ response: HTTPResponse) -> OCIError {
        .refused(url: repository.apiBase, status: response.status, message: message(response.body))
    }
}

/// A header holds it as it is, so that only visible ASCII may be in it.
private func isToken(_ text: String) -> Bool {
    (1...OCILimits.token).contains(text.utf8.count)
        && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
}

/// What the registry says itself.
///
/// Source: distribution specification 1.1, "Error codes".
private func message(_ body: [UInt8]) -> String? {
    // An explanation that cannot be read is none.
    guard let json = try? JSON(parsing: body) else { return nil }
    let text = json["errors"]?.array?.first?["message"]?.string ?? json["details"]?.string
    return text.map { String($0.prefix(OCILimits.message)) }
}
