package import HTTP
import Kernel

/// The middleware that finds out who asks, and keeps away who may not.
///
/// The token comes in `Authorization: Bearer …`, or, as v3 allows, as `access_token` in the query or in a
/// form. What a route asks is its `Access`. Where anyone may come, a token that isn't good counts as none: a
/// client that logs in again still sends its old one.
package struct AuthenticationMiddleware {
    private let authenticator: Authenticator

    /// Wraps the routes of one loop.
    package init(_ authenticator: Authenticator) {
        self.authenticator = authenticator
    }

    /// The middleware.
    package var middleware: Middleware {
        Middleware { route, next in
            let access = route.required
            return { request in
                guard authenticator.isReady || !access.needsToken else {
                    throw Fault(.unavailable(retryAfterSeconds: 1), "Service Unavailable")
                }
                var principal = self.principal(of: request)
                if principal == nil, access.needsToken, request.isForm {
                    principal = try await self.principal(ofForm: request)
                }
                if let principal { request.caller = principal }
                try AuthenticationMiddleware.check(principal, against: access)
                return try await next(request)
            }
        }
    }

    /// Throws the fault of v3 for who may not: 401, also where only a scope is missing.
    static func check(_ principal: Principal?, against access: Access) throws(Fault) {
        guard case .anyScope(let needed) = access else { return }
        guard let principal else { throw .unauthorized() }
        guard !principal.scopes.isDisjoint(with: needed) else { throw .missingScope(needed.leastName) }
    }

    private func principal(of request: Request) -> Principal? {
        guard authenticator.isReady else { return nil }
        let fromHeader = request.headers.withValue(of: .authorization) { value in
            bearerToken(in: value).flatMap { authenticator.principal(bearing: UnsafeRawBufferPointer($0)) }
        }
        if let fromHeader { return fromHeader }
        guard let token = request.query["access_token"] else { return nil }
        return authenticator.principal(bearing: token)
    }

    /// Looks for `access_token` among the fields of a form, and puts the form back for the handler.
    private func principal(ofForm request: Request) async throws -> Principal? {
        let bytes = try await request.body.collect()
        request.body.putBack(bytes)
        guard let fields = try? FormFields(decoding: bytes), let token = fields["access_token"] else {
            return nil
        }
        return authenticator.principal(bearing: token)
    }
}

extension Request {
    /// Whether the content is a form of a known length, which is taken whole by whoever reads it.
    fileprivate var isForm: Bool {
        guard let length = body.declaredLength, length > 0 else { return false }
        return headers[.contentType]?.lowercased().hasPrefix("application/x-www-form-urlencoded") ?? false
    }
}

/// The token of an `Authorization` value whose scheme is `Bearer`, in any case (RFC 9110, 11.1).
func bearerToken(in value: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
    let scheme: StaticString = "bearer "
    guard value.count > scheme.utf8CodeUnitCount else { return nil }
    for index in 0..<scheme.utf8CodeUnitCount {
        let expected = scheme.utf8Start[index]
        guard (expected == 0x20 ? value[index] : value[index] | 0x20) == expected else { return nil }
    }
    var start = scheme.utf8CodeUnitCount
    while start < value.count, value[start] == 0x20 { start += 1 }
    return UnsafeBufferPointer(rebasing: value[start...])
}

extension Access {
    /// Whether nobody may come without a token.
    fileprivate var needsToken: Bool {
        if case .anyScope = self { true } else { false }
    }
}

extension Scopes {
    /// The name of the first of the scopes: the one that a fault names as missing.
    var leastName: String {
        Scopes.names.first { contains($0.scope) }?.name ?? ""
    }
}
