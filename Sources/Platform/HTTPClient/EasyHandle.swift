import CCurl
import CSlipstream
import Glibc

/// One request as libcurl sees it, and what has come of the answer.
final class EasyHandle {
    /// Bytes of header fields in one answer.
    static let headerLimitBytes = 64 * 1024

    let pointer: UnsafeMutableRawPointer
    private let policy: AddressPolicy
    private let responseLimitBytes: Int
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private var headers: [(name: String, value: String)] = []
    private var headerByteCount = 0
    private var body: [UInt8] = []
    /// What a callback found wrong; libcurl itself only knows that a callback failed.
    private var callbackError: HTTPClientError?

    /// Prepares a request; throws what can be seen to be wrong with it.
    init(
        _ request: OutgoingRequest, policy: AddressPolicy, configuration: HTTPClientConfiguration
    ) throws(HTTPClientError) {
        try request.validate()
        guard let pointer = curl_easy_init() else { throw .overloaded }
        self.pointer = pointer
        self.policy = policy
        responseLimitBytes = request.responseLimitBytes
        setTransport(request, configuration)
        setMessage(request)
        setCallbacks()
    }

    deinit {
        curl_easy_cleanup(pointer)
        curl_slist_free_all(headerList)
    }

    // MARK: the request

    private func setTransport(_ request: OutgoingRequest, _ configuration: HTTPClientConfiguration) {
        set(CURLOPT_URL, request.url)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
        set(CURLOPT_PROXY, "")  // the environment's proxy would undo the check of addresses
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        if let file = configuration.certificateAuthoritiesFile { set(CURLOPT_CAINFO, file) }
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        set(CURLOPT_CONNECTTIMEOUT_MS, max(1, milliseconds(request.connectTimeout)))
        set(CURLOPT_FOLLOWLOCATION, request.redirectLimit > 0 ? 1 : 0)
        set(CURLOPT_MAXREDIRS, request.redirectLimit)
        set(CURLOPT_USERAGENT, configuration.userAgent)
        set(CURLOPT_ACCEPT_ENCODING, "")  // all that this libcurl can undo
        set(CURLOPT_TCP_KEEPALIVE, 1)
    }

    private func setMessage(_ request: OutgoingRequest) {
        switch (request.method, request.body) {
        case ("GET", nil): break
        case ("HEAD", nil): set(CURLOPT_NOBODY, 1)
        case (let method, let body):
            setBody(body ?? [])
            if method != "POST" { set(CURLOPT_CUSTOMREQUEST, method) }
        }
        for (name, value) in request.headers {
            // libcurl takes "Name;" for a field without a value.
            addHeader(value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
        let names = request.headers.map { $0.name.lowercased() }
        // Not what libcurl would add by itself: a form's type, and a round trip before large bodies.
        if !names.contains("content-type") { addHeader("Content-Type:") }
        if !names.contains("expect") { addHeader("Expect:") }
        slipstream_curl_set_pointer(pointer, option(CURLOPT_HTTPHEADER), headerList)
    }

    private func setBody(_ body: [UInt8]) {
        set(CURLOPT_POST, 1)
        // The size has to be known before the bytes are copied; a null pointer would mean a read callback.
        slipstream_curl_set_offset(pointer, option(CURLOPT_POSTFIELDSIZE_LARGE), Int64(body.count))
        if body.isEmpty { return set(CURLOPT_COPYPOSTFIELDS, "") }
        _ = body.withUnsafeBytes {
            slipstream_curl_set_pointer(pointer, option(CURLOPT_COPYPOSTFIELDS), $0.baseAddress)
        }
    }

    private func addHeader(_ line: String) { headerList = curl_slist_append(headerList, line) ?? headerList }

    private func set(_ name: CURLoption, _ value: String) {
        slipstream_curl_set_string(pointer, option(name), value)
    }

    private func set(_ name: CURLoption, _ value: Int) {
        slipstream_curl_set_long(pointer, option(name), value)
    }

    // MARK: callbacks

    private func setCallbacks() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        slipstream_curl_set_data_function(pointer, option(CURLOPT_WRITEFUNCTION)) {
            bytes, _, count, context in
            guard let easy = EasyHandle.from(context) else { return 0 }
            return easy.receivedBody(UnsafeRawBufferPointer(start: bytes, count: count)) ? count : 0
        }
        slipstream_curl_set_pointer(pointer, option(CURLOPT_WRITEDATA), context)
        slipstream_curl_set_data_function(pointer, option(CURLOPT_HEADERFUNCTION)) {
            bytes, _, count, context in
            guard let easy = EasyHandle.from(context) else { return 0 }
            return easy.receivedHeader(UnsafeRawBufferPointer(start: bytes, count: count)) ? count : 0
        }
        slipstream_curl_set_pointer(pointer, option(CURLOPT_HEADERDATA), context)
        slipstream_curl_set_open_socket_function(pointer) { context, _, address in
            guard let easy = EasyHandle.from(context), let address else { return -1 }
            return easy.openSocket(address.assumingMemoryBound(to: curl_sockaddr.self))
        }
        slipstream_curl_set_pointer(pointer, option(CURLOPT_OPENSOCKETDATA), context)
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> EasyHandle? {
        context.map { Unmanaged<EasyHandle>.fromOpaque($0).takeUnretainedValue() }
    }

    private func receivedBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard body.count + bytes.count <= responseLimitBytes else {
            callbackError = .tooLarge
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }

    private func receivedHeader(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let line = String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            // Another answer begins: after 1xx, or a redirection.
            headers = []
            body = []
            headerByteCount = 0
        }
        headerByteCount += bytes.count
        guard headerByteCount <= Self.headerLimitBytes else {
            callbackError = .tooLarge
            return false
        }
        if let colon = line.firstIndex(of: ":") {
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            let trimmed = value.reversed().drop { $0.isWhitespace }.reversed()
            headers.append((line[..<colon].lowercased(), String(trimmed)))
        }
        return true
    }

    private func openSocket(_ address: UnsafePointer<curl_sockaddr>) -> Int32 {
        guard let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr),
            policy.allows(UnsafeRawPointer(address) + offset, family: address.pointee.family)
        else {
            callbackError = .forbiddenAddress
            return -1
        }
        let type = address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
        return socket(address.pointee.family, type, address.pointee.protocol)
    }

    // MARK: the answer

    /// What has become of the request, now that libcurl is done with it.
    func outcome(_ code: CURLcode) -> Result<IncomingResponse, HTTPClientError> {
        guard code == CURLE_OK else { return .failure(error(code)) }
        var status = 0
        slipstream_curl_get_long(pointer, Int32(CURLINFO_RESPONSE_CODE.rawValue), &status)
        var url: UnsafePointer<CChar>?
        slipstream_curl_get_string(pointer, Int32(CURLINFO_EFFECTIVE_URL.rawValue), &url)
        return .success(
            IncomingResponse(
                status: status, headers: headers, body: body, url: url.map { String(cString: $0) } ?? ""))
    }

    private func error(_ code: CURLcode) -> HTTPClientError {
        let reason = String(cString: curl_easy_strerror(code))
        switch code {
        case CURLE_WRITE_ERROR: return callbackError ?? .interrupted(reason)
        case CURLE_COULDNT_RESOLVE_HOST: return .notConnected(reason)
        // Some addresses of a name may be forbidden and others dead: the forbidden one says more.
        case CURLE_COULDNT_CONNECT: return callbackError ?? .notConnected(reason)
        case CURLE_OPERATION_TIMEDOUT: return .timedOut
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: return .invalidRequest(reason)
        case CURLE_TOO_MANY_REDIRECTS: return .tooManyRedirects
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_CIPHER,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
            return .notTrusted(reason)
        default: return .interrupted(reason)
        }
    }
}

private func option(_ name: CURLoption) -> Int32 { Int32(name.rawValue) }

/// Whole milliseconds.
func milliseconds(_ duration: Duration) -> Int {
    let parts = duration.components
    return Int(parts.seconds) * 1000 + Int(parts.attoseconds / 1_000_000_000_000_000)
}
