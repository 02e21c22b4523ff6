/// How a request's body is delimited (RFC 9112, 6).
enum BodyFraming: Equatable {
    case none
    case length(Int)
    case chunked
}

/// A head that was parsed and found unambiguous.
struct RequestHead {
    var method: Method
    var headers: Headers
    var isVersion10 = false
    var framing = BodyFraming.none
    var keepsAlive = true
    var expectsContinue = false
    var isConditional = false
    var hasContentEncoding = false

    private var hostCount = 0
    private var hasLength = false
    private var isChunked = false
    private var asksToClose = false
    private var asksToKeepAlive = false

    init(method: Method, headers: Headers, isVersion10: Bool) throws(HeadError) {
        self.method = method
        self.headers = headers
        self.isVersion10 = isVersion10
        try headers.storage.withParts { (bytes, fields) throws(HeadError) in
            for field in fields { try read(field, bytes) }
        }
        try decide()
    }

    private mutating func read(_ field: HeadField, _ bytes: Bytes) throws(HeadError) {
        let name = Headers.slice(bytes, field.nameStart, field.nameCount)
        let value = Headers.value(of: field, in: bytes)
        switch name.count {
        case 4 where equalsIgnoringCase(name, "Host"): try readHost(value)
        case 6 where equalsIgnoringCase(name, "Expect"): try readExpectation(value)
        case 10 where equalsIgnoringCase(name, "Connection"): readConnection(value)
        case 13 where equalsIgnoringCase(name, "If-None-Match"): isConditional = true
        case 14 where equalsIgnoringCase(name, "Content-Length"): try readLength(value)
        case 16 where equalsIgnoringCase(name, "Content-Encoding"): hasContentEncoding = true
        case 17 where equalsIgnoringCase(name, "Transfer-Encoding"): try readTransferEncoding(value)
        default: break
        }
    }

    private mutating func readHost(_ value: Bytes) throws(HeadError) {
        hostCount += 1
        for byte in value where byte <= 0x20 || byte >= 0x7f || byte == 0x2f || byte == 0x2c || byte == 0x40 {
            throw .malformed("host")
        }
    }

    private mutating func readExpectation(_ value: Bytes) throws(HeadError) {
        guard equalsIgnoringCase(value, "100-continue") else { throw .malformed("expectation") }
        expectsContinue = true
    }

    private mutating func readConnection(_ value: Bytes) {
        forEachListElement(of: value) { element in
            if equalsIgnoringCase(element, "close") { asksToClose = true }
            if equalsIgnoringCase(element, "keep-alive") { asksToKeepAlive = true }
            return true
        }
    }

    private mutating func readLength(_ value: Bytes) throws(HeadError) {
        guard !hasLength else { throw .malformed("two lengths") }
        guard let length = decimalInt64(value) else { throw .malformed("length") }
        hasLength = true
        framing = .length(Int(length))
    }

    private mutating func readTransferEncoding(_ value: Bytes) throws(HeadError) {
        guard !isChunked, equalsIgnoringCase(value, "chunked") else { throw .malformed("transfer encoding") }
        isChunked = true
    }

    private mutating func decide() throws(HeadError) {
        guard hostCount == 1 || (isVersion10 && hostCount == 0) else { throw .malformed("host") }
        if isChunked {
            guard !hasLength else { throw .malformed("length and transfer encoding") }
            guard !isVersion10 else { throw .malformed("transfer encoding in HTTP/1.0") }
            framing = .chunked
        }
        if framing == .length(0) { framing = .none }
        keepsAlive = isVersion10 ? asksToKeepAlive && !asksToClose : !asksToClose
        if method == .connect { keepsAlive = false }
        if isVersion10 || framing == .none { expectsContinue = false }
    }
}
