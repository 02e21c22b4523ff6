/// What a token says: a flat JSON object of integers and texts.
///
/// It needs no general JSON codec: only claims whose signature has been checked are read, and so have the
/// form that writing gave them.
package struct TokenClaims: Sendable, Equatable {
    /// The payload: a JSON object without spaces.
    package private(set) var json: [UInt8]

    /// Starts with the times (RFC 7519, 4.1), in seconds since 1970.
    package init(issuedAt: Int64, expiresAt: Int64, notBefore: Int64? = nil) {
        json = [UInt8(ascii: "{"), UInt8(ascii: "}")]
        json.reserveCapacity(128)
        set("iat", issuedAt)
        set("exp", expiresAt)
        if let notBefore { set("nbf", notBefore) }
    }

    init(verified json: [UInt8]) {
        self.json = json
    }

    /// Adds an integer; each name may be set once.
    package mutating func set(_ name: StaticString, _ value: Int64) {
        beginMember(name)
        json.append(contentsOf: String(value).utf8)
        json.append(UInt8(ascii: "}"))
    }

    /// Adds a text; each name may be set once.
    package mutating func set(_ name: StaticString, _ value: String) {
        beginMember(name)
        json.append(UInt8(ascii: "\""))
        for byte in value.utf8 {
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                json.append(contentsOf: "\\u00".utf8)
                json.append(contentsOf: Hex.encode([byte]).utf8)
            } else {
                json.append(byte)
            }
        }
        json.append(contentsOf: "\"}".utf8)
    }

    private mutating func beginMember(_ name: StaticString) {
        json.removeLast()
        if json.count > 1 { json.append(UInt8(ascii: ",")) }
        json.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { json.append(contentsOf: $0) }
        json.append(contentsOf: "\":".utf8)
    }

    /// The integer of that name; nil if there is none.
    package func integer(_ name: StaticString) -> Int64? {
        json.withUnsafeBufferPointer { json in
            FlatObject(json).value(of: name).flatMap { FlatObject.integer(json[$0]) }
        }
    }

    /// The text of that name; nil if there is none.
    package func text(_ name: StaticString) -> String? {
        json.withUnsafeBufferPointer { json in
            FlatObject(json).value(of: name).flatMap { FlatObject.text(json[$0]) }
        }
    }
}
