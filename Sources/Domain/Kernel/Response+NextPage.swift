package import HTTP

extension Response {
    /// The response with a `Link` (RFC 8288) to the next page; as it is where there is none.
    package func linkingNext(_ cursor: String?, after request: Request, _ page: Page) -> Response {
        guard let cursor else { return self }
        var response = self
        response.headers.add(.link, "<\(request.path)?cursor=\(cursor)&per_page=\(page.size)>; rel=\"next\"")
        return response
    }
}
