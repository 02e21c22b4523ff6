import CLibXML2

/// What is wrong with a document that could be read nevertheless, in libxml2's words.
struct XMLDamage {
    let message: String
    /// Counted from 1.
    let line: Int
}

extension DecodingWarning {
    /// What a damaged document means for the recordings in it.
    init(damage: XMLDamage) {
        self.init(
            .damaged, "The file is damaged (\(damage.message)): what could be read was.", line: damage.line)
    }
}

/// Drives libxml2's SAX2 push parser over a file, within limits, and hands its elements to a handler.
///
/// Never opens anything: no document type declaration gets through, no entity is expanded, no network.
/// Damaged documents are read on as far as libxml2 can.
final class XMLPushParser {
    static let depthLimit = 64
    static let attributeLimit = 64
    /// After so many errors a document isn't damaged, but something else.
    static let errorLimit = 100
    static let chunkByteCount = 64 << 10

    private let context: xmlParserCtxtPtr
    private let handler: XMLHandler
    private let skippedLineCount: Int
    private var isRootClosed = false
    private var failure: ActivityFileError?
    private var errorCount = 0
    /// The first error of the document itself, with its line.
    private(set) var damage: XMLDamage?

    private init(_ context: xmlParserCtxtPtr, handler: XMLHandler, skippedLineCount: Int) {
        self.context = context
        self.handler = handler
        self.skippedLineCount = skippedLineCount
    }

    /// Parses a document with the handler that `makeHandler` returns for its names.
    ///
    /// Returns the handler and what is wrong with the document; throws what the handler or a limit says.
    static func parse<Handler: XMLHandler>(
        _ content: [UInt8], makeHandler: (XMLNames) -> Handler
    ) throws(ActivityFileError) -> (Handler, damage: XMLDamage?) {
        let source = try XMLSource(content)
        var sax = XMLCallbacks.table()
        guard let context = xmlCreatePushParserCtxt(&sax, nil, nil, 0, nil) else {
            throw ActivityFileError(.badXML, "There is no memory left to read the file.")
        }
        defer { xmlFreeParserCtxt(context) }
        let names = XMLNames(context)
        let handler = makeHandler(names)
        let parser = XMLPushParser(context, handler: handler, skippedLineCount: source.skippedLineCount)
        var state = XMLState(Unmanaged.passUnretained(parser), names, handler.elementNumbers)
        defer { state.deallocate() }
        parser.damage = source.damage
        parser.setOptions(ignoringEncoding: source.ignoresDeclaredEncoding)
        withUnsafeMutablePointer(to: &state) { state in
            context.pointee.userData = UnsafeMutableRawPointer(state)
            source.bytes.withUnsafeBytes { bytes in
                parser.feed(UnsafeRawBufferPointer(rebasing: bytes[source.start...]))
            }
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
        guard let base = bytes.baseAddress?.assumingMemoryBound(to: CChar.self) else { return }
        var offset = 0
        while offset < bytes.count, !isStopped, !isRootClosed {
            let count = min(Self.chunkByteCount, bytes.count - offset)
            xmlParseChunk(context, base + offset, Int32(count), 0)
            offset += count
        }
        if !isStopped { xmlParseChunk(context, nil, 0, 1) }
    }

    private var isStopped: Bool { failure != nil || handler.failure != nil }

    private var line: Int {
        guard let input = context.pointee.input else { return skippedLineCount + 1 }
        return skippedLineCount + Int(input.pointee.line)
    }

    private func stop(_ code: ActivityFileError.Code, _ message: String) {
        if failure == nil { failure = ActivityFileError(code, message, line: line) }
        xmlStopParser(context)
    }
}

// What the callbacks report.
extension XMLPushParser {
    /// Returns whether the element's text is wanted.
    func start(_ number: UInt8, _ attributes: XMLAttributes, depth: Int) -> Bool {
        let wantsText = handler.startElement(number, attributes, depth: depth, line: line)
        if handler.failure != nil { xmlStopParser(context) }
        return wantsText
    }

    func end(_ number: UInt8, depth: Int, text: UnsafeBufferPointer<UInt8>) {
        handler.endElement(number, depth: depth, text: text)
        if handler.failure != nil { xmlStopParser(context) }
    }

    func closeRoot() { isRootClosed = true }

    func refuseDepth() { stop(.tooComplex, "The file's elements are nested too deeply.") }

    func refuseAttributes() { stop(.tooComplex, "The file has an element with too many attributes.") }

    func refuseDoctype() {
        stop(.doctype, "The file has a document type declaration (<!DOCTYPE>), which is not allowed.")
    }

    func note(_ error: xmlError) {
        // Namespace errors (undeclared prefixes) hurt nobody; what follows the root isn't read.
        guard error.level.rawValue >= XML_ERR_ERROR.rawValue, failure == nil, !isRootClosed,
            error.domain != Int32(XML_FROM_NAMESPACE.rawValue),
            error.code != Int32(XML_ERR_USER_STOP.rawValue)
        else { return }
        errorCount += 1
        if damage == nil {
            let message = error.message.map { String(cString: $0) } ?? "unknown error"
            let firstLine = message.prefix(200).prefix { !$0.isNewline }
            damage = XMLDamage(message: String(firstLine), line: Int(error.line) + skippedLineCount)
        }
        if errorCount > Self.errorLimit {
            stop(.badXML, "The file has more than \(Self.errorLimit) errors.")
        }
    }
}
