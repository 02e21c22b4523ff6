import CLibXML2

/// Drives libxml2's SAX2 push parser over a file, within limits, and hands its elements to a handler.
///
/// Never opens anything: no document type declaration gets through, no entity is expanded, no network.
/// Damaged documents are read on as far as libxml2 can.
final class XMLPushParser {
    static let depthLimit = 64
    static let attributeLimit = 64
    /// After so many errors a document isn't damaged, but something else.
    static let errorLimit = 100
    /// The longest text of an element that a handler gets; the rest is cut off.
    static let textByteLimit = 4 << 10
    static let chunkByteCount = 64 << 10

    private let handler: XMLHandler
    private let skippedLineCount: Int
    private var context: xmlParserCtxtPtr?
    private var depth = 0
    private var isRootClosed = false
    private var isCapturing = false
    private let text = UnsafeMutablePointer<UInt8>.allocate(capacity: XMLPushParser.textByteLimit)
    private var textByteCount = 0
    private var failure: ActivityFileError?
    private var errorCount = 0
    /// The first error of the document itself, with its line.
    private(set) var damage: (message: String, line: Int)?

    private init(handler: XMLHandler, skippedLineCount: Int) {
        self.handler = handler
        self.skippedLineCount = skippedLineCount
    }

    deinit { text.deallocate() }

    /// Parses a document with the handler that `makeHandler` returns for its names.
    ///
    /// Returns the handler and what is wrong with the document; throws what the handler or a limit says.
    static func parse<Handler: XMLHandler>(
        _ content: [UInt8], makeHandler: (XMLNames) -> Handler
    ) throws(ActivityFileError) -> (Handler, damage: (message: String, line: Int)?) {
        let source = try XMLSource(content)
        var sax = callbacks()
        guard let context = xmlCreatePushParserCtxt(&sax, nil, nil, 0, nil) else {
            throw ActivityFileError(.badXML, "There is no memory left to read the file.")
        }
        defer { xmlFreeParserCtxt(context) }
        let handler = makeHandler(XMLNames(context))
        let parser = XMLPushParser(handler: handler, skippedLineCount: source.skippedLineCount)
        parser.context = context
        context.pointee.userData = Unmanaged.passUnretained(parser).toOpaque()
        parser.setOptions(ignoringEncoding: source.ignoresDeclaredEncoding)
        source.bytes.withUnsafeBytes { bytes in
            parser.feed(UnsafeRawBufferPointer(rebasing: bytes[source.start...]))
        }
        handler.endDocument()
        if let failure = parser.failure ?? handler.failure { throw failure }
        return (handler, parser.damage)
    }

    private func setOptions(ignoringEncoding: Bool) {
        var options = XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
        options |= XML_PARSE_RECOVER.rawValue
        if ignoringEncoding { options |= XML_PARSE_IGNORE_ENC.rawValue }
        xmlCtxtUseOptions(context, Int32(options))
    }

    private func feed(_ bytes: UnsafeRawBufferPointer) {
        if let offset = TagLengthCheck.firstLongTag(in: bytes) {
            let line = 1 + skippedLineCount + bytes[..<offset].count { $0 == UInt8(ascii: "\n") }
            failure = ActivityFileError(.tooComplex, "The file has a tag that is far too long.", line: line)
            return
        }
        withExtendedLifetime(self) {
            var offset = 0
            while offset < bytes.count && failure == nil && handler.failure == nil && !isRootClosed {
                let count = min(Self.chunkByteCount, bytes.count - offset)
                let chunk = (bytes.baseAddress! + offset).assumingMemoryBound(to: CChar.self)
                xmlParseChunk(context, chunk, Int32(count), 0)
                offset += count
            }
            if failure == nil && handler.failure == nil { xmlParseChunk(context, nil, 0, 1) }
        }
    }

    private var line: Int {
        guard let input = context?.pointee.input else { return skippedLineCount + 1 }
        return skippedLineCount + Int(input.pointee.line)
    }

    private func stop(_ error: ActivityFileError) {
        if failure == nil { failure = error }
        xmlStopParser(context)
    }
}

// What libxml2 calls.
extension XMLPushParser {
    private static func callbacks() -> xmlSAXHandler {
        var sax = xmlSAXHandler()
        // XML_SAX2_MAGIC, a macro that isn't imported.
        sax.initialized = 0xdeed_beaf
        sax.startElementNs = { parser, name, _, _, namespaceCount, _, attributeCount, _, attributes in
            guard let parser, let name else { return }
            Unmanaged<XMLPushParser>.fromOpaque(parser).takeUnretainedValue().start(
                name, XMLAttributes(attributes, count: Int(attributeCount)), Int(namespaceCount))
        }
        sax.endElementNs = { parser, name, _, _ in
            guard let parser, let name else { return }
            Unmanaged<XMLPushParser>.fromOpaque(parser).takeUnretainedValue().end(name)
        }
        let characters: charactersSAXFunc = { parser, bytes, count in
            guard let parser, let bytes else { return }
            Unmanaged<XMLPushParser>.fromOpaque(parser).takeUnretainedValue().characters(bytes, Int(count))
        }
        sax.characters = characters
        // The same function, so that libxml2 needn't find out whether white space matters.
        sax.ignorableWhitespace = characters
        sax.cdataBlock = characters
        sax.internalSubset = { parser, _, _, _ in
            guard let parser else { return }
            Unmanaged<XMLPushParser>.fromOpaque(parser).takeUnretainedValue().refuseDoctype()
        }
        sax.serror = { parser, error in
            guard let parser, let error else { return }
            Unmanaged<XMLPushParser>.fromOpaque(parser).takeUnretainedValue().note(error.pointee)
        }
        return sax
    }

    private func start(_ name: XMLName, _ attributes: XMLAttributes, _ namespaceCount: Int) {
        depth += 1
        if depth > Self.depthLimit {
            stop(ActivityFileError(.tooComplex, "The file's elements are nested too deeply.", line: line))
        } else if attributes.count > Self.attributeLimit || namespaceCount > Self.attributeLimit {
            stop(
                ActivityFileError(
                    .tooComplex, "The file has an element with too many attributes.", line: line))
        } else {
            textByteCount = 0
            isCapturing = handler.startElement(name, attributes, depth: depth, line: line)
            if handler.failure != nil { xmlStopParser(context) }
        }
    }

    private func end(_ name: XMLName) {
        handler.endElement(name, depth: depth, text: UnsafeBufferPointer(start: text, count: textByteCount))
        textByteCount = 0
        isCapturing = false
        depth -= 1
        if depth == 0 { isRootClosed = true }
        if handler.failure != nil { xmlStopParser(context) }
    }

    private func characters(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
        guard isCapturing else { return }
        let kept = min(count, Self.textByteLimit - textByteCount)
        (text + textByteCount).update(from: bytes, count: kept)
        textByteCount += kept
    }

    private func refuseDoctype() {
        stop(
            ActivityFileError(
                .doctype, "The file has a document type declaration (<!DOCTYPE>), which is not allowed.",
                line: line))
    }

    private func note(_ error: xmlError) {
        // Namespace errors (undeclared prefixes) hurt nobody; what follows the root isn't read.
        guard error.level.rawValue >= XML_ERR_ERROR.rawValue,
            error.domain != Int32(XML_FROM_NAMESPACE.rawValue),
            error.code != Int32(XML_ERR_USER_STOP.rawValue), failure == nil, !isRootClosed
        else { return }
        errorCount += 1
        if damage == nil {
            let message = error.message.map { String(cString: $0) } ?? "unknown error"
            damage = (String(message.prefix(200)).trimmedEnd, Int(error.line) + skippedLineCount)
        }
        if errorCount > Self.errorLimit {
            stop(ActivityFileError(.badXML, "The file has more than \(Self.errorLimit) errors.", line: line))
        }
    }
}

extension String {
    /// Without line breaks at the end.
    fileprivate var trimmedEnd: String {
        var result = self
        while let last = result.last, last.isWhitespace { result.removeLast() }
        return result
    }
}
