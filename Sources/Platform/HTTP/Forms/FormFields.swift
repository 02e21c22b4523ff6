/// Names and values decoded from a query or from a body of type `application/x-www-form-urlencoded`.
package struct FormFields: Sendable {
    /// The most fields that are decoded; more are refused.
    package static let maxFields = 128

    /// The fields in order.
    package private(set) var all: [(name: String, value: String)] = []

    /// No fields.
    package init() {}

    /// Decodes `a=1&b=2`; refused are broken escapes, NUL, text that is not UTF-8, and too many fields.
    package init(decoding bytes: UnsafeBufferPointer<UInt8>) throws(FormError) {
        var start = 0
        for index in 0...bytes.count where index == bytes.count || bytes[index] == UInt8(ascii: "&") {
            if index > start {
                guard all.count < FormFields.maxFields else {
                    throw .tooManyFields(limit: FormFields.maxFields)
                }
                try append(Bytes(rebasing: bytes[start..<index]))
            }
            start = index + 1
        }
    }

    /// Decodes the body of a form.
    package init(decoding bytes: [UInt8]) throws(FormError) {
        let result: Result<FormFields, FormError> = bytes.withUnsafeBufferPointer { bytes in
            do throws(FormError) {
                return .success(try FormFields(decoding: bytes))
            } catch {
                return .failure(error)
            }
        }
        self = try result.get()
    }

    mutating func append(_ name: String, _ value: String) {
        all.append((name, value))
    }

    private mutating func append(_ pair: Bytes) throws(FormError) {
        let split = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.count
        let value = Bytes(rebasing: pair[min(split + 1, pair.count)...])
        guard let name = percentDecoded(Bytes(rebasing: pair[..<split]), plusIsSpace: true),
            let value = percentDecoded(value, plusIsSpace: true)
        else { throw .malformed }
        all.append((name, value))
    }

    /// The first value of that name.
    package subscript(name: String) -> String? {
        for field in all where field.name == name { return field.value }
        return nil
    }

    /// All values of that name, in order.
    package func values(of name: String) -> [String] {
        all.lazy.filter { $0.name == name }.map(\.value)
    }

    /// The first value of that name as a number; nil when it is absent, `FormError.invalid` when it is none.
    package func integer(_ name: String) throws(FormError) -> Int? {
        guard let text = self[name] else { return nil }
        guard let value = Int(text) else { throw .invalid(field: name) }
        return value
    }

    /// The first value of that name as a truth value: `true`, `false`, `1`, `0`; nil when it is absent.
    package func boolean(_ name: String) throws(FormError) -> Bool? {
        switch self[name] {
        case nil: nil
        case "true", "1": true
        case "false", "0": false
        default: throw .invalid(field: name)
        }
    }
}

/// Why a query or a form was refused.
package enum FormError: Error, Equatable, ResponseConvertible {
    case malformed
    case tooManyFields(limit: Int)
    case invalid(field: String)

    /// 400, naming the field where one is to blame.
    package var response: Response {
        switch self {
        case .malformed:
            FaultResponse(.badRequest, "Bad Request", resource: "Request", field: "query", code: "malformed")
                .response
        case .tooManyFields:
            FaultResponse(.badRequest, "Bad Request", resource: "Request", field: "query", code: "exceeded")
                .response
        case .invalid(let field):
            FaultResponse(.badRequest, "Bad Request", resource: "Request", field: field, code: "invalid")
                .response
        }
    }
}
