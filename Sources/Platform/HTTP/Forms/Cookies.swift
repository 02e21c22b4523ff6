extension Request {
    /// The value of the first cookie of that name (RFC 6265, 5.4).
    package func cookie(_ name: String) -> String? {
        var found: String?
        headers.forEachValue(of: .cookie) { value in
            for pair in value.split(separator: UInt8(ascii: ";")) where found == nil {
                let pair = trimmed(Bytes(rebasing: pair))
                guard let split = pair.firstIndex(of: UInt8(ascii: "=")),
                    pair[..<split].elementsEqual(name.utf8)
                else { continue }
                found = String(decoding: pair[(split + 1)...], as: UTF8.self)
            }
        }
        return found
    }
}

/// A cookie for a page of this server: never readable by scripts, never sent along from other sites' forms.
package struct ResponseCookie: Sendable {
    /// The cookie's name, a token.
    package var name: String
    /// Characters outside RFC 6265's `cookie-octet` are not allowed; use Base64url or hexadecimal digits.
    package var value: String
    /// The paths below which browsers send it.
    package var path = "/"
    /// How long it is kept; nil until the browser is closed, 0 to remove it.
    package var maxAgeSeconds: Int?
    /// Only over TLS; off only for development without a proxy.
    package var isSecure = true

    /// A cookie as given.
    package init(
        _ name: String, _ value: String, path: String = "/", maxAgeSeconds: Int? = nil, isSecure: Bool = true
    ) {
        self.name = name
        self.value = value
        self.path = path
        self.maxAgeSeconds = maxAgeSeconds
        self.isSecure = isSecure
    }

    /// The value of `Set-Cookie`.
    package var header: String {
        var text = "\(name)=\(value); Path=\(path); HttpOnly; SameSite=Lax"
        if let maxAgeSeconds { text += "; Max-Age=\(maxAgeSeconds)" }
        if isSecure { text += "; Secure" }
        return text
    }
}
