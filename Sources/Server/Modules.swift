import HTTP
import Kernel

/// The domain modules of one loop, from left to right: each is given those to its left that it needs.
struct Modules {
    /// All of them, in order.
    let all: [any Module]
    /// What wraps every handler, outermost first.
    let middleware: [Middleware]

    init(_ platform: Platform, _ services: ProcessServices) throws {
        all = []
        middleware = [Unavailability.middleware]
    }
}
