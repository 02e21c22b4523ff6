/// A header's name, known at compile time; comparing ignores case.
package struct HeaderName: ExpressibleByStringLiteral, Sendable {
    let text: StaticString

    /// Takes a literal such as `"X-Request-Id"`, spelled as it shall be sent.
    package init(stringLiteral text: StaticString) {
        self.text = text
    }

    var bytes: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }

    // The names that the server itself knows.

    /// RFC 9110, or the specification that defines the header.
    package static let accept: HeaderName = "Accept"
    package static let acceptEncoding: HeaderName = "Accept-Encoding"
    package static let allow: HeaderName = "Allow"
    package static let authorization: HeaderName = "Authorization"
    package static let cacheControl: HeaderName = "Cache-Control"
    package static let connection: HeaderName = "Connection"
    package static let contentDisposition: HeaderName = "Content-Disposition"
    package static let contentEncoding: HeaderName = "Content-Encoding"
    package static let contentLength: HeaderName = "Content-Length"
    package static let contentType: HeaderName = "Content-Type"
    package static let cookie: HeaderName = "Cookie"
    package static let eTag: HeaderName = "ETag"
    package static let expect: HeaderName = "Expect"
    package static let host: HeaderName = "Host"
    package static let ifMatch: HeaderName = "If-Match"
    package static let ifNoneMatch: HeaderName = "If-None-Match"
    package static let link: HeaderName = "Link"
    package static let location: HeaderName = "Location"
    package static let origin: HeaderName = "Origin"
    package static let retryAfter: HeaderName = "Retry-After"
    package static let setCookie: HeaderName = "Set-Cookie"
    package static let traceparent: HeaderName = "traceparent"
    package static let transferEncoding: HeaderName = "Transfer-Encoding"
    package static let upgrade: HeaderName = "Upgrade"
    package static let userAgent: HeaderName = "User-Agent"
    package static let vary: HeaderName = "Vary"
    package static let wwwAuthenticate: HeaderName = "WWW-Authenticate"
}

typealias Bytes = UnsafeBufferPointer<UInt8>

/// Compares ASCII text, letters without regard to case.
func equalsIgnoringCase(_ left: Bytes, _ right: Bytes) -> Bool {
    guard left.count == right.count else { return false }
    for index in 0..<left.count {
        let a = left[index]
        let b = right[index]
        if a == b { continue }
        guard a ^ b == 0x20, isLetter(a) else { return false }
    }
    return true
}

func equalsIgnoringCase(_ left: Bytes, _ right: StaticString) -> Bool {
    equalsIgnoringCase(left, Bytes(start: right.utf8Start, count: right.utf8CodeUnitCount))
}

func isLetter(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26
}

/// The bytes without spaces and tabs at both ends.
func trimmed(_ bytes: Bytes) -> Bytes {
    var start = 0
    var end = bytes.count
    while start < end, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
    while end > start, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
    return Bytes(rebasing: bytes[start..<end])
}

/// Calls back with each non-empty element of a comma-separated list (RFC 9110, 5.6.1), until it answers
/// false.
func forEachListElement(of bytes: Bytes, _ body: (Bytes) -> Bool) {
    var start = 0
    for index in 0...bytes.count where index == bytes.count || bytes[index] == UInt8(ascii: ",") {
        let element = trimmed(Bytes(rebasing: bytes[start..<index]))
        if !element.isEmpty, !body(element) { return }
        start = index + 1
    }
}
