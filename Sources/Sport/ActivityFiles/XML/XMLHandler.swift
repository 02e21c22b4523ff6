import CLibXML2

/// What a format does with the elements of its files; one is made for each file.
///
/// Elements are known by numbers of the format's own choice (1 and above); the parser passes over all others.
class XMLHandler {
    /// The local names of the elements that matter, with their numbers; the most frequent ones first.
    var elementNumbers: [(name: String, number: UInt8)] { [] }

    /// An element begins. Returns whether `endElement` is to get the text that follows directly.
    func startElement(_ number: UInt8, _ attributes: XMLAttributes, depth: Int, line: Int) -> Bool { false }

    /// An element ends. `text` is empty unless it was asked for; valid during the call only.
    func endElement(_ number: UInt8, depth: Int, text: UnsafeBufferPointer<UInt8>) {}

    /// There is nothing more, though elements may be open where the document is cut off.
    func endDocument() {}

    /// Not nil as soon as the handler wants no more; the parser stops then and throws it.
    var failure: ActivityFileError?
}

/// A local name, interned: two names of a document are equal if their addresses are.
typealias XMLName = UnsafePointer<UInt8>

/// The attributes of an element, valid during `startElement` only.
struct XMLAttributes {
    /// Five pointers for each: local name, prefix, namespace, begin and end of the value.
    private let fields: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
    let count: Int

    init(_ fields: UnsafeMutablePointer<UnsafePointer<UInt8>?>?, count: Int) {
        self.fields = fields
        self.count = fields == nil ? 0 : count
    }

    /// The value of the attribute with this interned name, whatever its namespace.
    subscript(name: XMLName) -> UnsafeBufferPointer<UInt8>? {
        guard let fields else { return nil }
        for index in 0..<count where fields[5 * index] == name {
            guard let begin = fields[5 * index + 3], let end = fields[5 * index + 4] else { return nil }
            return UnsafeBufferPointer(start: begin, count: end - begin)
        }
        return nil
    }
}

/// Interns names in the dictionary of a document's parser.
struct XMLNames {
    private let dictionary: xmlDictPtr?

    init(_ context: xmlParserCtxtPtr) { dictionary = context.pointee.dict }

    /// The address that the parser uses for this name; nil when memory has run out.
    func callAsFunction(_ name: String) -> XMLName? {
        xmlDictLookup(dictionary, name, Int32(name.utf8.count))
    }
}
