import Glibc

/// An IPv4 or IPv6 address without a zone. IPv4 is kept as the IPv6 address that stands for it (RFC 4291,
/// 2.5.5.2), so that each address has one form, however it was written.
struct IPAddress: Equatable, Sendable {
    private static let byteCount = 16
    private static let mappedPrefix: UInt64 = 0xFFFF

    private let high: UInt64
    private let low: UInt64

    /// Reads a numeric address; nil for anything else.
    init?(_ text: some StringProtocol) {
        let text = String(text)
        guard !text.isEmpty, text.utf8.count < Int(INET6_ADDRSTRLEN) else { return nil }
        if text.utf8.contains(UInt8(ascii: ":")) {
            var address = in6_addr()
            guard inet_pton(AF_INET6, text, &address) == 1 else { return nil }
            (high, low) = withUnsafeBytes(of: address) { bytes in
                (
                    UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
                    UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
                )
            }
        } else {
            var address = in_addr()
            guard inet_pton(AF_INET, text, &address) == 1 else { return nil }
            (high, low) = (0, Self.mappedPrefix << 32 | UInt64(UInt32(bigEndian: address.s_addr)))
        }
    }

    var isIPv4: Bool {
        high == 0 && low >> 32 == Self.mappedPrefix
    }

    /// The usual form (RFC 5952); dotted for IPv4.
    var text: String {
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        if isIPv4 {
            var address = in_addr(s_addr: UInt32(truncatingIfNeeded: low).bigEndian)
            inet_ntop(AF_INET, &address, &buffer, socklen_t(buffer.count))
        } else {
            var bytes = (high.bigEndian, low.bigEndian)
            inet_ntop(AF_INET6, &bytes, &buffer, socklen_t(buffer.count))
        }
        return buffer.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    }

    /// Whether the first bits, of the 128 of the IPv6 form, are the same.
    func agrees(with other: IPAddress, bits: Int) -> Bool {
        let highBits = min(bits, 64)
        let lowBits = max(bits - 64, 0)
        // Smart shifts: by 64 they give 0.
        return (high ^ other.high) >> (64 - highBits) == 0 && (low ^ other.low) >> (64 - lowBits) == 0
    }
}

/// All addresses with the same first bits, written as `10.0.0.0/8` or as one address.
struct IPNetwork: Equatable, Sendable {
    private let address: IPAddress
    /// Of the 128 of the IPv6 form.
    private let bits: Int

    /// Reads a network; nil for anything else.
    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(parts[0]) else { return nil }
        let isDotted = !parts[0].utf8.contains(UInt8(ascii: ":"))
        let width = isDotted ? 32 : 128
        guard parts.count == 1 || parts[1].utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
            let length = parts.count == 1 ? width : Int(parts[1]), length <= width
        else { return nil }
        self.address = address
        bits = 128 - width + length
    }

    func contains(_ other: IPAddress) -> Bool {
        address.agrees(with: other, bits: bits)
    }
}
