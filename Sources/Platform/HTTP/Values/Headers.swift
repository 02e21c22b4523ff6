/// A request's header fields, looked up in the bytes as they were received, without regard to case.
package struct Headers {
    let storage: HeadStorage

    init(storage: HeadStorage) {
        self.storage = storage
    }

    /// The number of fields.
    package var count: Int {
        storage.header.fieldCount
    }

    /// The first value of that name, without surrounding white space; bytes that are not UTF-8 are repaired.
    package subscript(name: HeaderName) -> String? {
        withValue(of: name) { String(decoding: $0, as: UTF8.self) }
    }

    /// All values of that name, in order.
    package func values(of name: HeaderName) -> [String] {
        var values: [String] = []
        forEachValue(of: name) { values.append(String(decoding: $0, as: UTF8.self)) }
        return values
    }

    /// True when there is at least one field of that name.
    package func contains(_ name: HeaderName) -> Bool {
        withValue(of: name) { _ in true } ?? false
    }

    /// Calls back with the bytes of the first value of that name, which are valid during the call only.
    package func withValue<R>(
        of name: HeaderName, _ body: (UnsafeBufferPointer<UInt8>) throws -> R
    ) rethrows -> R? {
        try storage.withParts { (bytes, fields) throws in
            for field in fields where Headers.matches(field, name, bytes) {
                return try body(Headers.value(of: field, in: bytes))
            }
            return nil
        }
    }

    /// Calls back with the bytes of each value of that name.
    package func forEachValue(of name: HeaderName, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        storage.withParts { bytes, fields in
            for field in fields where Headers.matches(field, name, bytes) {
                body(Headers.value(of: field, in: bytes))
            }
        }
    }

    /// True when a comma-separated list of that name holds the token, without regard to case.
    package func contains(token: StaticString, in name: HeaderName) -> Bool {
        var found = false
        forEachValue(of: name) { value in
            forEachListElement(of: value) { element in
                found = found || equalsIgnoringCase(element, token)
                return !found
            }
        }
        return found
    }

    /// Every field as text, in order.
    package var all: [(name: String, value: String)] {
        storage.withParts { bytes, fields in
            fields.map { field in
                let name = Headers.slice(bytes, field.nameStart, field.nameCount)
                let value = Headers.value(of: field, in: bytes)
                return (String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self))
            }
        }
    }

    private static func matches(_ field: HeadField, _ name: HeaderName, _ bytes: Bytes) -> Bool {
        Int(field.nameCount) == name.text.utf8CodeUnitCount
            && equalsIgnoringCase(slice(bytes, field.nameStart, field.nameCount), name.bytes)
    }

    static func value(of field: HeadField, in bytes: Bytes) -> Bytes {
        slice(bytes, field.valueStart, field.valueCount)
    }

    static func slice(_ bytes: Bytes, _ start: UInt16, _ count: UInt16) -> Bytes {
        Bytes(rebasing: bytes[Int(start)..<Int(start) + Int(count)])
    }
}
