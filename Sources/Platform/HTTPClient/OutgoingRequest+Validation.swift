extension OutgoingRequest {
    /// Bytes of all header fields at most.
    static let headerLimitBytes = 64 * 1024
    /// Bytes of a URL at most.
    static let urlLimitBytes = 8192

    /// Throws for what must not reach the wire: what could smuggle in another header or request.
    func validate() throws(HTTPClientError) {
        guard isToken(method) else { throw .invalidRequest("the method is not a token") }
        guard url.utf8.count <= Self.urlLimitBytes, url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw .invalidRequest("the URL is too long or contains spaces or control characters")
        }
        var byteCount = 0
        for (name, value) in headers {
            guard isToken(name) else { throw .invalidRequest("a header name is not a token") }
            guard value.utf8.allSatisfy({ ($0 >= 0x20 && $0 != 0x7F) || $0 == 9 }) else {
                throw .invalidRequest("the header \(name) contains control characters")
            }
            byteCount += name.utf8.count + value.utf8.count + 4
        }
        guard byteCount <= Self.headerLimitBytes else { throw .invalidRequest("the headers are too long") }
    }
}

/// RFC 9110, 5.6.2.
private func isToken(_ text: String) -> Bool {
    !text.isEmpty
        && text.utf8.allSatisfy { byte in
            switch byte {
            case 48...57, 65...90, 97...122: true
            default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
        }
}
