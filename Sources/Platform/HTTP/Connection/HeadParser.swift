import CHTTPParser

/// The one place that knows http_parser: cuts a complete head into request line and fields.
///
/// The library is given whole heads only, checked before by `HeadCheck`; bodies are framed by
/// `ChunkedDecoder`, because Debian builds the library without its strict mode.
final class HeadParser {
    private var settings = http_parser_settings()
    private let maxHeaderCount: Int
    private let maxTargetBytes: Int

    /// What the callbacks write to, while a head is parsed.
    private struct Context {
        let base: UnsafePointer<CChar>
        let storage: Unmanaged<HeadStorage>
        var field = HeadField(nameStart: 0, nameCount: 0, valueStart: 0, valueCount: 0)
        var targetStart = 0
        var targetCount = 0

        func offset(_ position: UnsafePointer<CChar>?) -> Int {
            position.map { $0 - base } ?? 0
        }

        /// Notes the field, without the white space behind its value, which the library leaves there.
        func append() {
            var field = field
            while field.valueCount > 0 {
                let last = UInt8(bitPattern: base[Int(field.valueStart) + Int(field.valueCount) - 1])
                guard last == 0x20 || last == 0x09 else { break }
                field.valueCount -= 1
            }
            _ = storage._withUnsafeGuaranteedRef { $0.append(field) }
        }
    }

    init(limits: ServerLimits) {
        maxHeaderCount = limits.headerCount
        maxTargetBytes = limits.targetBytes
        http_parser_settings_init(&settings)
        settings.on_url = { parser, at, count in
            HeadParser.withContext(of: parser) { context in
                context.targetStart = context.offset(at)
                context.targetCount = count
            }
        }
        settings.on_header_field = { parser, at, count in
            HeadParser.withContext(of: parser) { context in
                context.field.nameStart = UInt16(truncatingIfNeeded: context.offset(at))
                context.field.nameCount = UInt16(truncatingIfNeeded: count)
            }
        }
        settings.on_header_value = { parser, at, count in
            HeadParser.withContext(of: parser) { context in
                context.field.valueStart = UInt16(truncatingIfNeeded: context.offset(at))
                context.field.valueCount = UInt16(truncatingIfNeeded: count)
                context.append()
            }
        }
        // Any value but 0 would be an error; 0 lets the library stop by itself at the end of the head.
        settings.on_headers_complete = { _ in 0 }
    }

    /// Parses a complete head, blank line included.
    func parse(_ head: UnsafeRawBufferPointer, lineCount: Int) throws(HeadError) -> RequestHead {
        guard lineCount <= maxHeaderCount + 1 else { throw .tooManyHeaders }
        try HeadCheck.check(head.assumingMemoryBound(to: UInt8.self))
        let storage = HeadStorage.make(copying: head, fieldCapacity: lineCount - 1)
        let (method, minor) = try execute(on: storage)
        guard storage.header.targetCount <= maxTargetBytes else { throw .targetTooLong }
        return try RequestHead(
            method: method, headers: Headers(storage: storage), isVersion10: minor == 0)
    }

    private func execute(on storage: HeadStorage) throws(HeadError) -> (Method, UInt16) {
        var parser = http_parser()
        http_parser_init(&parser, HTTP_REQUEST)
        let byteCount = storage.header.byteCount
        let (consumed, start, count) = storage.withUnsafeMutablePointerToElements { elements in
            let text = UnsafeRawPointer(elements).assumingMemoryBound(to: CChar.self)
            var context = Context(base: text, storage: .passUnretained(storage))
            return withUnsafeMutablePointer(to: &context) { pointer in
                parser.data = UnsafeMutableRawPointer(pointer)
                let consumed = http_parser_execute(&parser, &settings, text, byteCount)
                return (consumed, pointer.pointee.targetStart, pointer.pointee.targetCount)
            }
        }
        let failure = http_errno(rawValue: parser.http_errno)
        if failure == HPE_INVALID_METHOD { throw .unknownMethod }
        // A head that asks for an upgrade stops the library before its last byte.
        let isWhole = consumed == byteCount || (parser.upgrade != 0 && consumed + 1 >= byteCount)
        guard failure == HPE_OK, isWhole else { throw .malformed("request") }
        let skipped = storage.withUnsafeMutablePointerToElements { elements in
            HeadParser.originLength(Bytes(start: elements + start, count: count))
        }
        storage.setTarget(start: start + skipped, count: count - skipped)
        return (HeadParser.method(parser.method), parser.http_minor)
    }

    /// The length of `http://host` before the path, where a client sends the target as if to a proxy.
    private static func originLength(_ target: Bytes) -> Int {
        guard let first = target.first, first != UInt8(ascii: "/") else { return 0 }
        let schemes: [StaticString] = ["http://", "https://"]
        for scheme in schemes where target.count > scheme.utf8CodeUnitCount {
            let authority = scheme.utf8CodeUnitCount
            guard equalsIgnoringCase(Bytes(rebasing: target[..<authority]), scheme) else { continue }
            return target[authority...].firstIndex(of: UInt8(ascii: "/")) ?? target.count
        }
        return 0
    }

    private static func method(_ number: UInt32) -> Method {
        switch http_method(rawValue: number) {
        case HTTP_GET: .get
        case HTTP_HEAD: .head
        case HTTP_POST: .post
        case HTTP_PUT: .put
        case HTTP_PATCH: .patch
        case HTTP_DELETE: .delete
        case HTTP_OPTIONS: .options
        case HTTP_TRACE: .trace
        case HTTP_CONNECT: .connect
        default: .other
        }
    }

    private static func withContext(
        of parser: UnsafeMutablePointer<http_parser>?, _ body: (inout Context) -> Void
    ) -> Int32 {
        guard let context = parser?.pointee.data?.assumingMemoryBound(to: Context.self) else { return 1 }
        body(&context.pointee)
        return 0
    }
}
