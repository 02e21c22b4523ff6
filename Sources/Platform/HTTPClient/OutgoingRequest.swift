/// A request to another server.
package struct OutgoingRequest: Sendable {
    /// The method, in capitals.
    package var method: String
    /// An absolute `http` or `https` URL.
    package var url: String
    /// Header fields in order; names and values are checked when the request is sent.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]?
    /// How long resolving the name, connecting and the TLS handshake may take.
    package var connectTimeout: Duration = .seconds(5)
    /// How long all of it may take, waiting for a free place included.
    package var timeout: Duration = .seconds(30)
    /// The longest body of an answer, decompressed.
    package var responseLimitBytes = 1 << 20
    /// Redirections that are followed; each is checked like the first address.
    package var redirectLimit = 0

    /// A request with the default limits.
    package init(
        _ method: String, _ url: String, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

/// Another server's answer, whatever its status.
package struct IncomingResponse: Sendable {
    /// The status code, 200 to 599.
    package let status: Int
    /// Header fields of the last answer (after redirections), names in lower case, in order.
    package let headers: [(name: String, value: String)]
    /// The body, decompressed.
    package let body: [UInt8]
    /// Where the answer came from in the end.
    package let url: String

    /// The first value of a header field; `name` in lower case.
    package func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}
