package import FoundationEssentials

/// Members in one call: a key and its value; an absent value is `null`.
extension JSONWriter {
    /// Writes a member whose value the body writes.
    package mutating func member(_ name: StaticString, _ write: (inout JSONWriter) -> Void) {
        key(name)
        write(&self)
    }

    /// Writes a member with an integer.
    package mutating func member(_ name: StaticString, _ value: Int64?) {
        key(name)
        if let value { integer(value) } else { null() }
    }

    /// Writes a member with an integer.
    package mutating func member(_ name: StaticString, _ value: Int?) {
        member(name, value.map(Int64.init))
    }

    /// Writes a member with a double; `decimals` rounds it.
    package mutating func member(_ name: StaticString, _ value: Double?, decimals: Int? = nil) {
        key(name)
        switch (value, decimals) {
        case (nil, _): null()
        case (let value?, nil): double(value)
        case (let value?, let decimals?): double(value, decimals: decimals)
        }
    }

    /// Writes a member with a boolean.
    package mutating func member(_ name: StaticString, _ value: Bool?) {
        key(name)
        if let value { bool(value) } else { null() }
    }

    /// Writes a member with a string.
    package mutating func member(_ name: StaticString, _ value: String?) {
        key(name)
        if let value { string(value) } else { null() }
    }

    /// Writes a member with a moment in UTC.
    package mutating func member(_ name: StaticString, _ value: Date?) {
        key(name)
        if let value { date(value) } else { null() }
    }

    /// Writes a member whose value has been rendered before.
    package mutating func member(_ name: StaticString, raw rendered: [UInt8]) {
        key(name)
        raw(rendered)
    }
}
