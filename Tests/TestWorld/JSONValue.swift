import Foundation

/// JSON to be looked at in tests: `value["errors"][0]["field"].string`.
package struct JSONValue: @unchecked Sendable {
    // Unchecked, because what JSONSerialization makes is immutable.
    private let value: Any?

    init(_ value: Any?) {
        self.value = value is NSNull ? nil : value
    }

    /// Reads a text that is JSON.
    package init(parsing bytes: [UInt8]) throws {
        self.init(try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed))
    }

    /// A member of an object; null where there is none.
    package subscript(key: String) -> JSONValue {
        JSONValue((value as? [String: Any])?[key])
    }

    /// An element of an array; null outside.
    package subscript(index: Int) -> JSONValue {
        let array = value as? [Any] ?? []
        return JSONValue(array.indices.contains(index) ? array[index] : nil)
    }

    /// Whether it is null or absent.
    package var isNull: Bool { value == nil }
    /// The string, if it is one.
    package var string: String? { value as? String }
    /// The integer, if it is a whole number.
    package var integer: Int64? {
        (value as? NSNumber).flatMap { $0.doubleValue == $0.doubleValue.rounded() ? $0.int64Value : nil }
    }
    /// The number, if it is one.
    package var double: Double? { (value as? NSNumber)?.doubleValue }
    /// The boolean, if it is one.
    package var bool: Bool? { value as? Bool }
    /// The elements; none where it isn't an array.
    package var array: [JSONValue] { (value as? [Any] ?? []).map(JSONValue.init) }
    /// The names of an object's members.
    package var keys: Set<String> { Set((value as? [String: Any] ?? [:]).keys) }
}
