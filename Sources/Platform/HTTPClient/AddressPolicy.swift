import Glibc

/// Where a client may connect to.
package enum AddressPolicy: Sendable {
    /// Anywhere: for servers that the operator named.
    case any
    /// Only addresses of the public Internet: for URLs that a user gave (server-side request forgery, OWASP
    /// SSRF). It is the address that is connected to which is checked, so no second name look-up can slip in.
    case publicAddressesOnly

    /// Whether a socket may be connected to this address.
    func allows(_ address: UnsafeRawPointer, family: Int32) -> Bool {
        guard self == .publicAddressesOnly else { return true }
        switch family {
        case AF_INET:
            let bytes = address.loadUnaligned(as: sockaddr_in.self).sin_addr.s_addr
            return isPublicIPv4(UInt32(bigEndian: bytes))
        case AF_INET6:
            let bytes = address.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            return withUnsafeBytes(of: bytes) { isPublicIPv6(Array($0)) }
        default: return false
        }
    }
}

/// Prefixes that are not globally reachable (IANA IPv4 Special-Purpose Address Registry), multicast and
/// reserved.
private let specialIPv4: [(prefix: UInt32, length: UInt32)] = [
    (0x0000_0000, 8), (0x0A00_0000, 8), (0x6440_0000, 10), (0x7F00_0000, 8), (0xA9FE_0000, 16),
    (0xAC10_0000, 12),
    (0xC000_0000, 24), (0xC000_0200, 24), (0xC058_6300, 24), (0xC0A8_0000, 16), (0xC612_0000, 15),
    (0xC633_6400, 24), (0xCB00_7100, 24), (0xE000_0000, 3),
]

/// Whether an IPv4 address, in host order, is one of the public Internet.
func isPublicIPv4(_ address: UInt32) -> Bool {
    !specialIPv4.contains { address >> (32 - $0.length) == $0.prefix >> (32 - $0.length) }
}

/// Whether an IPv6 address of 16 bytes is one of the public Internet: global unicast (2000::/3) without the
/// prefixes that carry or stand for something else. Mapped IPv4, NAT64, link-local and unique local are
/// outside.
func isPublicIPv6(_ bytes: [UInt8]) -> Bool {
    guard bytes.count == 16, bytes[0] & 0xE0 == 0x20 else { return false }
    let first = UInt16(bytes[0]) << 8 | UInt16(bytes[1])
    let second = UInt16(bytes[2]) << 8 | UInt16(bytes[3])
    if first == 0x2001, second < 0x0200 { return false }  // 2001::/23: Teredo, ORCHID, benchmarking
    if first == 0x2001, second == 0x0DB8 { return false }  // documentation
    if first == 0x2002 { return false }  // 6to4 carries an IPv4 address
    if first == 0x3FFF, second < 0x1000 { return false }  // documentation
    return true
}
