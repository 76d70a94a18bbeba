internal import Diagnostics

/// Which redirects are followed.
enum RedirectRule {
    /// The statuses that carry a place to go to.
    static let statuses: Set<Int> = [301, 302, 303, 307, 308]

    /// The next address, or why it is not taken.
    ///
    /// - https leads to https on any host, but never from elsewhere to this machine.
    /// - Plain http, which only this machine may speak, leads to the same host and port, or to
    ///   https here.
    static func next(from current: WebAddress, to target: String) throws(TransportError)
        -> WebAddress
    {
        let refusal = TransportError.refusedRedirect(from: current.description, to: target)
        guard let next = parsed(target) else { throw refusal }
        let keepsOrigin = next.origin == current.origin
        guard isMutated("transport.redirect-downgrade") || next.scheme == "https" || keepsOrigin
        else { throw refusal }
        guard isMutated("transport.redirect-local") || !next.isLocal || current.isLocal else {
            throw refusal
        }
        guard current.scheme == "https" || next.isLocal else { throw refusal }
        return next
    }

    private static func parsed(_ target: String) -> WebAddress? {
        // The reason does not matter: a place that is no plain URL is not gone to.
        try? WebAddress(parsing: target)
    }
}
