package import HTTP

/// The slot in which authentication leaves who is asking.
package enum PrincipalKey: RequestKey {
    /// Who is asking.
    package typealias Value = Principal
}

extension Request {
    /// Who is asking, or nil for nobody; set by authentication.
    package var caller: Principal? {
        get { self[PrincipalKey.self] }
        set { self[PrincipalKey.self] = newValue }
    }

    /// Who is asking; throws 401 for nobody.
    package var principal: Principal {
        get throws {
            guard let caller else { throw Fault.unauthorized() }
            return caller
        }
    }

    /// The page that the query asks for.
    package var page: Page {
        get throws { try Page(number: query["page"], size: query["per_page"]) }
    }

    /// An identifier in the path; what isn't one is not found.
    package func pathID<Subject>(
        _ name: StaticString = "id", of resource: StaticString, as: Subject.Type = Subject.self
    ) throws -> ID<Subject> {
        ID(try pathInteger(name, of: resource))
    }
}
