import Kernel
import Streams

extension StreamQuery {
    private static let resource = "Stream"
    /// The longest list of types that is read, in bytes.
    private static let maximumKeysByteCount = 1024

    /// Reads v3's parameters; throws a fault that names the one that is wrong.
    init(_ fields: RequestFields) throws(Fault) {
        self.init(
            types: try StreamQuery.types(fields), resolution: try StreamQuery.choice(fields, "resolution"),
            seriesType: try StreamQuery.choice(fields, "series_type") ?? .distance,
            isKeyedByType: try fields.flag("key_by_type", of: StreamQuery.resource) ?? false)
    }

    /// Types that nobody knows are absent from the answer, as they are for activities without them.
    private static func types(_ fields: RequestFields) throws(Fault) -> [StreamType] {
        guard let text = fields["keys"], !text.isEmpty else { return StreamType.allCases }
        guard text.utf8.count <= maximumKeysByteCount else { throw .invalid(resource, "keys", "too long") }
        let wanted = Set(text.split(separator: ",").map { $0.filter { $0 != " " } })
        return StreamType.allCases.filter { wanted.contains($0.rawValue) }
    }

    private static func choice<Value: RawRepresentable>(
        _ fields: RequestFields, _ name: String
    ) throws(Fault) -> Value? where Value.RawValue == String {
        guard let text = fields[name], !text.isEmpty else { return nil }
        guard let value = Value(rawValue: text.lowercased()) else { throw .invalid(resource, name) }
        return value
    }

    /// Whether it asks for what isn't stored, but computed.
    var needsAnalysis: Bool {
        types.contains { $0.kinds.contains { !$0.isRecorded } }
    }

    /// The stored columns that the answer is made of; the index series comes along.
    var storedKinds: Set<StreamKind> {
        Set(types.flatMap(\.kinds)).union([.time, .distance])
    }

    /// Tells answers apart that are made from the same streams; part of their ETag.
    var fingerprint: String {
        let places = types.compactMap { StreamType.allCases.firstIndex(of: $0) }
        let list = places.map { String($0, radix: 16) }.joined()
        let size = resolution?.rawValue ?? "all"
        return "\(list)-\(size)-\(seriesType.rawValue)-\(isKeyedByType ? "object" : "array")"
    }
}
