import FoundationEssentials
package import HTTP

/// What a request says by name, wherever it says it: in a form, in a JSON object, or in the query, as the
/// clients of v3 do by turns. The body wins over the query.
package struct RequestFields {
    /// Where fields may stand. Secrets that people remember don't belong into a query, which ends up in logs.
    package enum Sources {
        case body
        case bodyAndQuery
    }

    private var body: [String: FieldValue] = [:]
    private var form = FormFields()
    private var query = FormFields()

    /// Reads the fields; throws a fault for a body that is neither a form nor a JSON object.
    package static func read(
        _ request: Request, from sources: Sources = .bodyAndQuery
    ) async throws -> RequestFields {
        var fields = RequestFields()
        if sources == .bodyAndQuery { fields.query = request.query }
        let bytes = try await request.body.collect()
        guard let first = bytes.first(where: { $0 > 0x20 }) else { return fields }
        let type = mediaType(request.headers[.contentType])
        if type == "application/json" || type.hasSuffix("+json") || first == UInt8(ascii: "{") {
            fields.body = try decode(bytes)
        } else if type.isEmpty || type == "application/x-www-form-urlencoded" {
            fields.form = try FormFields(decoding: bytes)
        } else {
            throw Fault(
                .unsupportedType, "Unsupported Media Type",
                [.init(resource: "Request", field: "Content-Type", code: "invalid")])
        }
        return fields
    }

    private static func mediaType(_ header: String?) -> String {
        guard let type = header?.split(separator: ";").first else { return "" }
        return type.filter { !$0.isWhitespace }.lowercased()
    }

    private static func decode(_ bytes: [UInt8]) throws -> [String: FieldValue] {
        do {
            return try JSONDecoder().decode([String: FieldValue].self, from: Data(bytes))
        } catch {
            throw Fault.invalid("Request", "body", "not a JSON object")
        }
    }

    /// The text of a field; nil where it is absent, or null.
    package subscript(name: String) -> String? {
        if let value = body[name] { return value.formText }
        return form[name] ?? query[name]
    }

    /// Whether the field is there at all, be it null or empty.
    package func contains(_ name: String) -> Bool {
        body[name] != nil || form[name] != nil || query[name] != nil
    }

    /// All values of a field that may be repeated, as the boxes of a form are, or the elements of an
    /// array.
    package func values(of name: String) -> [String] {
        if case .list(let values)? = body[name] { return values }
        if let value = body[name] { return value.formText.map { [$0] } ?? [] }
        let values = form.values(of: name)
        return values.isEmpty ? query.values(of: name) : values
    }
}

extension RequestFields {
    /// The text of a field that has to be there, not empty.
    package func required(_ name: String, of resource: String) throws(Fault) -> String {
        guard let text = self[name], !text.isEmpty else {
            if contains(name), self[name] == nil { throw .invalid(resource, name) }
            throw .missing(resource, name)
        }
        return text
    }
}

extension RequestFields {
    /// Fields given by hand, such as the text parts of a multipart body; the request's query stands behind
    /// them.
    package init(parts: [(name: String, value: String)], query: FormFields = FormFields()) {
        for (name, value) in parts where body[name] == nil { body[name] = .text(value) }
        self.query = query
    }

    /// A switch as v3's clients write it: `true`, `True`, `1`, `false`, `0`; nil where it is absent or empty.
    package func flag(_ name: String, of resource: String) throws(Fault) -> Bool? {
        guard let text = self[name], !text.isEmpty else { return nil }
        switch text.lowercased() {
        case "true", "1", "on", "yes": return true
        case "false", "0", "off", "no": return false
        default: throw .invalid(resource, name)
        }
    }

    /// A number within a range; nil where it is absent or empty.
    package func number(_ name: String, of resource: String, in range: ClosedRange<Double>) throws(Fault)
        -> Double?
    {
        guard let text = self[name], !text.isEmpty else { return nil }
        guard let value = Double(text), range.contains(value) else { throw .invalid(resource, name) }
        return value
    }

    /// A text of at most so many characters, as PostgreSQL counts them in checks; nil where it is absent.
    package func text(_ name: String, of resource: String, maximumLength: Int) throws(Fault) -> String? {
        guard let text = self[name] else { return nil }
        // PostgreSQL's texts can't hold NUL.
        guard !text.utf8.contains(0) else { throw .invalid(resource, name) }
        guard text.unicodeScalars.count <= maximumLength else { throw .invalid(resource, name, "too long") }
        return text
    }
}
