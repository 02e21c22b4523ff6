/// What a handler answers.
package struct Response {
    /// The content that follows the head.
    package enum Body {
        case empty
        case bytes([UInt8])
        /// Written piece by piece; with a length where it is known, else in chunks.
        case stream(length: Int?, (ResponseWriter) async throws -> Void)
        /// The connection leaves HTTP once the head is sent (101).
        case upgrade((Upgrade) -> Void)
    }

    /// The status.
    package var status: Status
    /// The fields beside `Date`, `X-Request-Id` and those of the framing.
    package var headers: ResponseHeaders
    /// What follows the head.
    package var body: Body

    /// A response as given; framing, `Date` and `X-Request-Id` are added when it is sent.
    package init(_ status: Status = .ok, headers: ResponseHeaders = ResponseHeaders(), body: Body = .empty) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// JSON that is already rendered.
    package static func json(_ bytes: [UInt8], status: Status = .ok) -> Response {
        Response(status, headers: jsonHeaders, body: .bytes(bytes))
    }

    /// Text in UTF-8.
    package static func text(_ text: String, status: Status = .ok) -> Response {
        Response(status, headers: textHeaders, body: .bytes(Array(text.utf8)))
    }

    /// A page in HTML.
    package static func html(_ text: String, status: Status = .ok) -> Response {
        Response(status, headers: htmlHeaders, body: .bytes(Array(text.utf8)))
    }

    /// Sends the client elsewhere: 302 by default, 303 to continue with GET.
    package static func redirect(to location: String, status: Status = .found) -> Response {
        Response(status, headers: [.location: location])
    }

    /// 204.
    package static var noContent: Response {
        Response(.noContent)
    }

    /// The body's length where it is known before it is written.
    package var contentLength: Int? {
        switch body {
        case .empty, .upgrade: 0
        case .bytes(let bytes): bytes.count
        case .stream(let length, _): length
        }
    }

    private static let jsonHeaders: ResponseHeaders = [.contentType: "application/json; charset=utf-8"]
    private static let textHeaders: ResponseHeaders = [.contentType: "text/plain; charset=utf-8"]
    private static let htmlHeaders: ResponseHeaders = [.contentType: "text/html; charset=utf-8"]
}

extension ResponseHeaders: ExpressibleByDictionaryLiteral {
    /// Fields in order, such as `[.location: "/"]`.
    package init(dictionaryLiteral fields: (HeaderName, String)...) {
        self.init()
        for (name, value) in fields { add(name, value) }
    }
}
