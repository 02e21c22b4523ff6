/// Where a path's parameters lie in the request target; at most four, held without an allocation.
struct PathMatch {
    static let maxParameters = 4

    var names: [String] = []
    private var starts = SIMD4<UInt16>()
    private var counts = SIMD4<UInt16>()

    /// Notes the bytes of the parameter at that depth.
    mutating func set(_ index: Int, start: Int, count: Int) {
        starts[index] = UInt16(truncatingIfNeeded: start)
        counts[index] = UInt16(truncatingIfNeeded: count)
    }

    /// The bytes of the parameter of that name.
    func value(of name: StaticString, in target: Bytes) -> Bytes? {
        for index in names.indices
        where names[index].utf8.elementsEqual(HeaderName(stringLiteral: name).bytes) {
            return Headers.slice(target, starts[index], counts[index])
        }
        return nil
    }
}

/// A path parameter that cannot name anything, such as an id of 2⁶⁴: what it would name does not exist.
package struct PathParameterError: Error, Equatable, ResponseConvertible {
    /// The parameter.
    package var name: String
    /// What it would have named: `Activity`, `Athlete` …
    package var resource: String

    /// 404 in the v3 fault format.
    package var response: Response {
        FaultResponse(.notFound, "Record Not Found", resource: resource, field: name, code: "invalid")
            .response
    }
}
