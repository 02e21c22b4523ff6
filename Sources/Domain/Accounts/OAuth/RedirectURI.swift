/// Where an authorization answer is sent: an absolute URI that is read strictly, so that no browser can
/// understand it otherwise than we do.
package struct RedirectURI: Equatable, Sendable {
    /// Bytes of an address.
    package static let maximumBytes = 2000
    /// Schemes that a browser runs or shows itself, instead of handing them to an application.
    private static let forbiddenSchemes: Set<String> = [
        "javascript", "data", "vbscript", "file", "blob", "about", "filesystem", "view-source", "ws", "wss",
        "ftp",
    ]

    /// The URI as it was sent.
    package let text: String
    /// In lower case.
    package let scheme: String
    /// In lower case, without a port.
    package let host: String
    /// Scheme, host and port.
    package let origin: String

    /// What a page's policy has to name so that a form may lead there; policies don't know IPv6 addresses.
    package var policySource: String {
        host == "[::1]" ? "\(scheme):" : origin
    }

    /// Reads a URI; nil for one that isn't absolute, has no host, has user information or a fragment, or has
    /// characters that URIs haven't.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count <= RedirectURI.maximumBytes, bytes.allSatisfy(RedirectURI.isAllowed),
            let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://")
        else { return nil }
        let scheme = text[..<colon].lowercased()
        guard RedirectURI.isScheme(scheme), !RedirectURI.forbiddenSchemes.contains(scheme) else { return nil }
        let rest = text[text.index(colon, offsetBy: 3)...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" }.lowercased()
        guard let host = RedirectURI.host(of: authority) else { return nil }
        self.text = text
        self.scheme = scheme
        self.host = host
        origin = "\(scheme)://\(authority)"
    }

    /// Printable ASCII that a URI may have anywhere; neither `#` nor `\`, nor what would end an attribute.
    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x21...0x7e:
            !["#", "\\", "\"", "<", ">", "^", "`", "{", "|", "}", "'"].contains(
                Character(Unicode.Scalar(byte)))
        default: false
        }
    }

    private static func isScheme(_ scheme: String) -> Bool {
        guard let first = scheme.utf8.first, first &- UInt8(ascii: "a") < 26 else { return false }
        return scheme.utf8.allSatisfy { byte in
            byte &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "+")
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
        }
    }

    private static func host(of authority: String) -> String? {
        guard !authority.isEmpty, !authority.contains("@") else { return nil }
        if authority == "[::1]" || authority.hasPrefix("[::1]:") {
            return isPort(authority.dropFirst("[::1]".count)) ? "[::1]" : nil
        }
        let host = authority.prefix { $0 != ":" }
        guard isPort(authority.dropFirst(host.count)), (try? CallbackDomain(String(host))) != nil else {
            return nil
        }
        return String(host)
    }

    private static func isPort(_ text: Substring) -> Bool {
        guard !text.isEmpty else { return true }
        let digits = text.dropFirst()
        guard text.hasPrefix(":"), !digits.isEmpty, digits.utf8.count <= 5 else { return false }
        return digits.utf8.allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
    }

    /// Whether codes of an application with this callback domain may go there: to the domain itself, or to
    /// the machine that the browser runs on.
    package func isAllowed(by callbackDomain: String) -> Bool {
        host == callbackDomain || ["localhost", "127.0.0.1", "[::1]"].contains(host)
    }

    /// The URI with more in its query.
    package func appending(_ parameters: [(name: String, value: String)]) -> String {
        let pairs = parameters.map { "\($0.name)=\(RedirectURI.encoded($0.value))" }.joined(separator: "&")
        guard let mark = text.firstIndex(of: "?") else { return "\(text)?\(pairs)" }
        return text[text.index(after: mark)...].isEmpty ? text + pairs : "\(text)&\(pairs)"
    }

    /// A value in a query; commas and colons stay, as v3 writes lists of scopes.
    static func encoded(_ value: String) -> String {
        var bytes: [UInt8] = []
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: ","), UInt8(ascii: ":"):
                bytes.append(byte)
            default:
                let digits = Array("0123456789ABCDEF".utf8)
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
