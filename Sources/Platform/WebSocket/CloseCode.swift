/// Why a connection ends (RFC 6455, 7.4).
package struct CloseCode: RawRepresentable, Hashable, Sendable {
    /// The number of four digits.
    package var rawValue: UInt16

    /// Wraps a number; it is not checked.
    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// The connection has served its purpose.
    package static let normal = CloseCode(rawValue: 1000)
    /// The server goes down, or the page was left.
    package static let goingAway = CloseCode(rawValue: 1001)
    /// The peer broke the protocol.
    package static let protocolError = CloseCode(rawValue: 1002)
    package static let unsupportedData = CloseCode(rawValue: 1003)
    /// The peer's closing frame had no code; never sent.
    package static let none = CloseCode(rawValue: 1005)
    /// The connection ended without a closing frame; never sent.
    package static let abnormal = CloseCode(rawValue: 1006)
    /// From here on the reasons are data and policy, by the names of the RFC.
    package static let invalidData = CloseCode(rawValue: 1007)
    package static let policyViolation = CloseCode(rawValue: 1008)
    package static let tooLarge = CloseCode(rawValue: 1009)
    package static let internalError = CloseCode(rawValue: 1011)
    package static let tryAgainLater = CloseCode(rawValue: 1013)

    /// True for codes that may stand in a closing frame.
    package var maySend: Bool {
        switch rawValue {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}
