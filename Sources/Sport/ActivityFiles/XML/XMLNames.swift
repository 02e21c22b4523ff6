import CLibXML2

/// Interns the names that a handler looks for in the dictionary of a document's parser.
struct XMLNames {
    private let dictionary: xmlDictPtr?

    init(_ context: xmlParserCtxtPtr) { dictionary = context.pointee.dict }

    /// The address that the parser uses for this name; nil when memory has run out.
    func callAsFunction(_ name: String) -> XMLName? {
        xmlDictLookup(dictionary, name, Int32(name.utf8.count))
    }
}

/// From interned names to a format's own elements.
struct XMLNameTable<Element> {
    private var names: [XMLName] = []
    private var elements: [Element] = []

    /// The most frequent names should come first.
    init(_ names: XMLNames, _ pairs: KeyValuePairs<String, Element>) {
        for (name, element) in pairs {
            guard let interned = names(name) else { continue }
            self.names.append(interned)
            elements.append(element)
        }
    }

    /// What a name stands for, nil for unknown ones.
    subscript(name: XMLName) -> Element? {
        for index in names.indices where names[index] == name { return elements[index] }
        return nil
    }
}
