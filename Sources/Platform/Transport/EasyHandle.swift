internal import CCurl
internal import Diagnostics
internal import Paths

/// Sole owner of one libcurl easy handle with what it points to.
///
/// Used on the loop's thread only. A class, because libcurl keeps the addresses of the error buffer
/// and of the exchange.
@safe final class EasyHandle {
    let raw: UnsafeMutableRawPointer
    let exchange: Exchange
    private let message: UnsafeMutablePointer<CChar>
    private var headers: UnsafeMutablePointer<curl_slist>?

    init(_ exchange: Exchange, _ configuration: TransportConfiguration) throws(TransportError) {
        guard let raw = unsafe ccurl_easy_new() else { throw .library(why: "out of memory") }
        unsafe self.raw = raw
        self.exchange = exchange
        unsafe message = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try setRules()
        try setAddress()
        try setDeadlines(configuration)
        try setIdentity(configuration)
        try setHeaders(configuration)
        try setReceivers()
    }

    deinit {
        // The handle goes first: until then it points to the list and the buffer.
        unsafe ccurl_easy_free(raw)
        unsafe ccurl_list_free(headers)
        unsafe message.deallocate()
    }

    /// What libcurl's verdict means for the exchange.
    func result(_ code: CURLcode) -> Result<Exchange.Answer, TransportError> {
        if let refusal = exchange.refusal { return .failure(refusal) }
        guard code == CURLE_OK else { return .failure(failure(code)) }
        guard exchange.head.isComplete else {
            return .failure(.unreachable(url: url, why: "the answer is not HTTP"))
        }
        // The text belongs to the handle, which is alive here.
        let target = unsafe ccurl_redirect_target(raw).map { unsafe String(cString: $0) }
        return .success(Exchange.Answer(head: exchange.head, redirect: target))
    }

    private var url: String { exchange.plan.address.description }

    private func failure(_ code: CURLcode) -> TransportError {
        let own = unsafe String(cString: message)
        let why = own.isEmpty ? unsafe String(cString: ccurl_describe(code)) : own
        switch code {
        case CURLE_OPERATION_TIMEDOUT: return .timedOut(url: url)
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL:
            return .malformed(url: url, why: why)
        case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT: return .library(why: why)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE,
            CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_INVALIDCERTSTATUS,
            CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_CLIENTCERT:
            return .tls(url: url, why: why)
        default: return .unreachable(url: url, why: why)
        }
    }

    // MARK: Options

    private func setRules() throws(TransportError) {
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_PATH_AS_IS, 1)
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        try set(CURLOPT_BUFFERSIZE, TransportLimits.buffer.bytes)
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    }

    private func setAddress() throws(TransportError) {
        try set(CURLOPT_URL, url)
        try set(CURLOPT_PROTOCOLS_STR, exchange.plan.address.scheme)
        // Plain http never waits for a first answer to learn whether a connection can be shared.
        let isEncrypted = exchange.plan.address.scheme == "https"
        let version = isEncrypted ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1
        try set(CURLOPT_HTTP_VERSION, Int(version))
        try set(CURLOPT_PIPEWAIT, isEncrypted ? 1 : 0)
        // What is asked of this machine never leaves it, whatever the proxy variables say.
        if exchange.plan.address.isLocal { try set(CURLOPT_PROXY, "") }
        // Metadata may come compressed; an artifact is the bytes that were hashed.
        if exchange.plan.isDecoded { try set(CURLOPT_ACCEPT_ENCODING, "gzip, deflate") }
    }

    private func setDeadlines(_ configuration: TransportConfiguration) throws(TransportError) {
        try set(CURLOPT_CONNECTTIMEOUT_MS, configuration.connectTimeout.inMilliseconds)
        try set(CURLOPT_TIMEOUT_MS, exchange.plan.deadline.inMilliseconds)
        try set(CURLOPT_LOW_SPEED_LIMIT, configuration.stallRate)
        try set(CURLOPT_LOW_SPEED_TIME, configuration.stallTimeout.inSeconds)
    }

    private func setIdentity(_ configuration: TransportConfiguration) throws(TransportError) {
        if configuration.certificateFile != nil || configuration.certificateDirectory != nil {
            // One of them replaces both parts of the system's store.
            try set(CURLOPT_CAINFO, configuration.certificateFile?.description)
            try set(CURLOPT_CAPATH, configuration.certificateDirectory?.description)
        }
        guard configuration.usesNetrc, exchange.plan.mayAuthenticate else { return }
        try set(CURLOPT_NETRC, Int(CURL_NETRC_OPTIONAL.rawValue))
        if let file = configuration.netrcFile { try set(CURLOPT_NETRC_FILE, file.description) }
    }

    private func setHeaders(_ configuration: TransportConfiguration) throws(TransportError) {
        try set(CURLOPT_USERAGENT, configuration.userAgent)
        for (name, value) in exchange.plan.headers {
            let line = value.isEmpty ? "\(name);" : "\(name): \(value)"
            guard !name.isEmpty, line.utf8.allSatisfy({ $0 >= 32 && $0 != 127 }) else {
                throw .malformed(url: url, why: "a header holds a control character")
            }
            guard let longer = unsafe ccurl_list_append(headers, line) else {
                throw .library(why: "out of memory")
            }
            unsafe headers = longer
        }
        try check(unsafe ccurl_set_headers(raw, headers))
    }

    private func setReceivers() throws(TransportError) {
        try check(unsafe ccurl_set_error_buffer(raw, message))
        // Unretained: this object keeps the exchange for as long as the handle lives.
        let context = unsafe Unmanaged.passUnretained(exchange).toOpaque()
        try check(unsafe ccurl_set_head_receiver(raw, receiveHead, context))
        try check(unsafe ccurl_set_body_receiver(raw, receiveBody, context))
    }

    private func set(_ option: CURLoption, _ value: Int) throws(TransportError) {
        try check(unsafe ccurl_set_long(raw, option, value))
    }

    private func set(_ option: CURLoption, _ value: String?) throws(TransportError) {
        try check(unsafe ccurl_set_text(raw, option, value))
    }

    private func check(_ code: CURLcode) throws(TransportError) {
        guard code != CURLE_OK else { return }
        throw .library(why: unsafe String(cString: ccurl_describe(code)))
    }
}

// libcurl calls these on the loop's thread with memory that is valid during the call, and ends the
// transfer when they return anything but the size that they were given.

private func receiveHead(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    unsafe receive(bytes, size * count, context) { unsafe $0.takeHeader($1) }
}

private func receiveBody(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    unsafe receive(bytes, size * count, context) { unsafe $0.takeBody($1) }
}

private func receive(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ length: Int,
    _ context: UnsafeMutableRawPointer?,
    _ body: (Exchange, UnsafeRawBufferPointer) -> Bool
) -> Int {
    guard let context = unsafe context else { return -1 }
    let exchange = unsafe Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
    let block = unsafe UnsafeRawBufferPointer(start: bytes, count: length)
    // 0 would be success for an empty block.
    return unsafe body(exchange, block) ? length : length + 1
}
