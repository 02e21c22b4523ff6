import CLibXML2

/// The functions that libxml2 calls; its user data is an `XMLState`.
enum XMLCallbacks {
    static func table() -> xmlSAXHandler {
        var sax = xmlSAXHandler()
        // XML_SAX2_MAGIC, a macro that isn't imported.
        sax.initialized = 0xdeed_beaf
        sax.startElementNs = { state, name, _, _, namespaceCount, _, attributeCount, _, attributes in
            guard let name else { return }
            let attributes = XMLAttributes(attributes, count: Int(attributeCount))
            XMLCallbacks.start(
                XMLCallbacks.state(state), name, attributes, namespaceCount: Int(namespaceCount))
        }
        sax.endElementNs = { state, _, _, _ in XMLCallbacks.end(XMLCallbacks.state(state)) }
        let characters: charactersSAXFunc = { state, bytes, count in
            guard let bytes else { return }
            XMLCallbacks.state(state)?.pointee.append(bytes, Int(count))
        }
        sax.characters = characters
        // The same function, so that libxml2 needn't find out whether white space matters.
        sax.ignorableWhitespace = characters
        sax.cdataBlock = characters
        sax.internalSubset = { state, _, _, _ in
            guard let state = XMLCallbacks.state(state) else { return }
            state.pointee.parser._withUnsafeGuaranteedRef { $0.refuseDoctype() }
        }
        sax.serror = { state, error in
            guard let error, let state = XMLCallbacks.state(state) else { return }
            state.pointee.parser._withUnsafeGuaranteedRef { $0.note(error.pointee) }
        }
        return sax
    }

    private static func state(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<XMLState>? {
        pointer?.assumingMemoryBound(to: XMLState.self)
    }

    private static func start(
        _ state: UnsafeMutablePointer<XMLState>?, _ name: XMLName, _ attributes: XMLAttributes,
        namespaceCount: Int
    ) {
        guard let state else { return }
        let parser = state.pointee.parser
        if state.pointee.isTooDeep { return parser._withUnsafeGuaranteedRef { $0.refuseDepth() } }
        if attributes.count > XMLPushParser.attributeLimit || namespaceCount > XMLPushParser.attributeLimit {
            return parser._withUnsafeGuaranteedRef { $0.refuseAttributes() }
        }
        let number = state.pointee.push(name)
        guard number != 0 else { return }
        let depth = state.pointee.depth
        let wantsText = parser._withUnsafeGuaranteedRef { $0.start(number, attributes, depth: depth) }
        if wantsText { state.pointee.capture() }
    }

    private static func end(_ state: UnsafeMutablePointer<XMLState>?) {
        guard let state else { return }
        let parser = state.pointee.parser
        let depth = state.pointee.depth
        let number = state.pointee.pop()
        if number != 0 {
            let text = state.pointee.takeText()
            parser._withUnsafeGuaranteedRef { $0.end(number, depth: depth, text: text) }
        }
        if depth == 1 { parser._withUnsafeGuaranteedRef { $0.closeRoot() } }
    }
}
