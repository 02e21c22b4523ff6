import Glibc
import Testing

@testable import HTTPClient

@Suite struct AddressPolicyTests {
    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "172.15.0.1", "172.32.0.1", "192.169.0.1", "100.128.0.1", "223.255.255.255",
    ])
    func `public IPv4 addresses are allowed`(text: String) throws { #expect(try allows(text)) }

    @Test(arguments: [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.255",
        "169.254.169.254",
        "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1",
        "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1",
        "255.255.255.255",
    ]) func `other IPv4 addresses are refused`(text: String) throws { #expect(try !allows(text)) }

    @Test(arguments: ["2606:4700::1111", "2a00:1450:4001::1", "2001:4860:4860::8888", "2003::1"])
    func `public IPv6 addresses are allowed`(text: String) throws { #expect(try allows(text)) }

    @Test(arguments: [
        "::", "::1", "::ffff:8.8.8.8", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "100::1", "2001::1",
        "2001:10::1",
        "2001:db8::1", "2002:7f00:1::", "3fff::1", "fc00::1", "fd12::1", "fe80::1", "fec0::1", "ff02::1",
    ]) func `other IPv6 addresses are refused`(text: String) throws { #expect(try !allows(text)) }

    @Test func `a client for any address asks nothing`() throws {
        var address = sockaddr_in()
        #expect(AddressPolicy.any.allows(&address, family: AF_INET))
        #expect(!AddressPolicy.publicAddressesOnly.allows(&address, family: AF_UNIX))
    }

    private func allows(_ text: String) throws -> Bool {
        var four = sockaddr_in()
        if inet_pton(AF_INET, text, &four.sin_addr) == 1 {
            return AddressPolicy.publicAddressesOnly.allows(&four, family: AF_INET)
        }
        var six = sockaddr_in6()
        try #require(inet_pton(AF_INET6, text, &six.sin6_addr) == 1)
        return AddressPolicy.publicAddressesOnly.allows(&six, family: AF_INET6)
    }
}
