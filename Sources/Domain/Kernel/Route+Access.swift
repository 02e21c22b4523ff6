package import HTTP

extension Route {
    /// A row of the route table with what it asks of its caller.
    package init(
        _ method: Method, _ pattern: String, _ operationID: String, _ access: Access,
        bodyLimitBytes: Int = Route.defaultBodyLimitBytes, handler: @escaping Handler
    ) {
        // Nothing is required of anyone: such answers may be cached by others.
        self.init(
            method, pattern, operationID, access: access == .anyone ? nil : access,
            bodyLimitBytes: bodyLimitBytes, handler: handler)
    }

    /// What the route asks of its caller; anyone where nothing was said.
    package var required: Access {
        access as? Access ?? .anyone
    }
}
