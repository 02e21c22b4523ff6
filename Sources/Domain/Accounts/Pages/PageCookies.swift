import Crypto
import HTTP

/// The cookies of our pages: which browser it is, and who has logged in with it. Neither is readable by
/// scripts, nor sent along by forms of other sites.
struct PageCookies {
    static let sessionName = "slipstream_session"
    static let browserName = "slipstream_browser"

    /// Whether browsers reach us by TLS; then cookies never leave without.
    let isSecure: Bool

    /// The value of a cookie of a request.
    static func value(of name: String, in request: Request) -> String? {
        for header in request.headers.values(of: .cookie) {
            for pair in header.split(separator: ";") {
                let pair = String(pair).trimmingWhitespace()
                if pair.hasPrefix(name + "=") { return String(pair.dropFirst(name.count + 1)) }
            }
        }
        return nil
    }

    /// The browser's cookie, or a new value for it.
    static func browser(of request: Request) -> (value: String, isNew: Bool) {
        if let value = value(of: browserName, in: request), value.utf8.count == 43 { return (value, false) }
        return (SecureRandom.token(), true)
    }

    /// Sets a cookie until the browser is closed, or for so many seconds; zero removes it.
    func set(_ name: String, _ value: String, lifetimeSeconds: Int64? = nil, on response: inout Response) {
        var text = "\(name)=\(value); Path=/; HttpOnly; SameSite=Lax"
        if let lifetimeSeconds { text += "; Max-Age=\(lifetimeSeconds)" }
        if isSecure { text += "; Secure" }
        response.headers.add(.setCookie, text)
    }
}
