/// How serious an event is; those below the configured level cost one comparison.
package enum LogLevel: Int, Sendable, Comparable, CaseIterable {
    case debug, info, warning, error

    /// The level named in configuration (`debug`, `info`, `warning` or `error`), nil for anything else.
    package init?(name: String) {
        guard let level = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = level
    }

    /// The name written into each line.
    package var name: String {
        switch self {
        case .debug: "debug"
        case .info: "info"
        case .warning: "warning"
        case .error: "error"
        }
    }

    package static func < (left: LogLevel, right: LogLevel) -> Bool { left.rawValue < right.rawValue }
}

/// The value of one field of an event: a literal, an interpolated string, or one of the cases.
package enum LogValue: Sendable, Equatable {
    case string(String)
    case int(Int)
    case double(Double)
    case bool(Bool)
    case null

    /// An integer of any width; what does not fit into 64 bits is written as text.
    package init(_ value: some BinaryInteger) {
        if let small = Int(exactly: value) { self = .int(small) } else { self = .string(String(value)) }
    }

    /// A text, or null.
    package init(_ value: String?) {
        if let value { self = .string(value) } else { self = .null }
    }

    /// What an error says about itself.
    package static func error(_ error: any Error) -> LogValue { .string(String(describing: error)) }

    /// A duration, in seconds.
    package static func seconds(_ duration: Duration) -> LogValue {
        let parts = duration.components
        return .double(Double(parts.seconds) + Double(parts.attoseconds) / 1e18)
    }
}

extension LogValue: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .int(value) }
    package init(floatLiteral value: Double) { self = .double(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(nilLiteral: ()) { self = .null }
}
