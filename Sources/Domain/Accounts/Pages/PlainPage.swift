import Crypto
import HTTP

/// A page of ours: plain HTML that needs no script, sent so that it can't be framed, kept, or made to load
/// anything.
struct PlainPage {
    var title: String
    var content: HTMLText
    var status: Status = .ok
    /// Where forms may lead besides to ourselves: a browser counts the redirect that answers a form too.
    var formTarget: String?

    private static let style = """
        body{font:17px/1.5 system-ui,sans-serif;max-width:26rem;margin:3rem auto;padding:0 1rem;color:#222}
        h1{font-size:1.4rem}label{display:block;margin:.6rem 0}
        input[type=email],input[type=password]{display:block;width:100%;box-sizing:border-box;padding:.5rem;
        font:inherit}button{font:inherit;padding:.5rem 1.2rem;margin:.6rem .6rem 0 0;cursor:pointer}
        .problem{color:#a00}small{color:#666}
        """
    private static let styleHash = Base64.encode(SHA256.digest(of: style).bytes)

    /// The page as an answer.
    var response: Response {
        let style: HTMLText = HTMLText(stringLiteral: PlainPage.style)
        let html: HTMLText = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width,initial-scale=1">
            <title>\(title) – Slipstream</title><style>\(style)</style></head>
            <body><h1>\(title)</h1>
            \(content)
            </body></html>

            """
        var response = Response.html(html.text, status: status)
        let targets = formTarget.map { "'self' \($0)" } ?? "'self'"
        response.headers.add(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'sha256-\(PlainPage.styleHash)'; form-action \(targets); "
                + "frame-ancestors 'none'; base-uri 'none'")
        response.headers.add("X-Frame-Options", "DENY")
        response.headers.add("X-Content-Type-Options", "nosniff")
        response.headers.add("Referrer-Policy", "no-referrer")
        response.headers.add(.cacheControl, "no-store")
        return response
    }

    /// A paragraph that says what went wrong; nothing without.
    static func problem(_ text: String?) -> HTMLText {
        text.map { "<p class=\"problem\" role=\"alert\">\($0)</p>" } ?? ""
    }

    /// Hidden fields.
    static func hidden(_ fields: [(name: String, value: String)]) -> HTMLText {
        var html: HTMLText = ""
        for (name, value) in fields {
            html += "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">\n"
        }
        return html
    }
}
