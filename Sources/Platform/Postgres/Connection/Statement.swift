import Telemetry

/// A statement text that has been seen: its name on the connections that prepared it, and its measures.
final class Statement {
    /// The name on the server, ending in zero.
    private(set) var name: [CChar]
    private let number: Int
    private var renewals = 0
    let sql: SQL
    let label: String
    let histogram: Histogram
    /// A plain `SELECT`: may share a transaction with others of its kind, and be run again when one of them
    /// fails.
    let isSelect: Bool
    /// The parameters' types, as libpq takes them.
    let types: [UInt32]
    /// For each connection (by its slot), the life of the connection during which it prepared this.
    private var preparedLives: [Int] = []
    var lastUse: UInt64 = 0

    init(number: Int, sql: SQL, label: String, histogram: Histogram) {
        self.number = number
        name = Array("s\(number)".utf8CString)
        self.sql = sql
        self.label = label
        self.histogram = histogram
        let text = sql.text
        isSelect = Statement.isPlainSelect(text)
        var types: [UInt32] = []
        for case .value(let type, _, _) in sql.pieces { types.append(type.rawValue) }
        self.types = types
    }

    /// The name as text.
    var serverName: String { renewals == 0 ? "s\(number)" : "s\(number)r\(renewals)" }

    func isPrepared(slot: Int, life: Int) -> Bool {
        slot < preparedLives.count && preparedLives[slot] == life
    }

    func setPrepared(slot: Int, life: Int) {
        while preparedLives.count <= slot { preparedLives.append(0) }
        preparedLives[slot] = life
    }

    func forget(slot: Int) {
        if slot < preparedLives.count { preparedLives[slot] = 0 }
    }

    /// Takes a new name, because what stands under the old one is out of date and the protocol has no way to
    /// replace it. The old form stays on the server until the connection ends: tables change rarely.
    func renew() {
        renewals += 1
        name = Array(serverName.utf8CString)
        preparedLives.removeAll()
    }

    private static func isPlainSelect(_ text: String) -> Bool {
        let words = text.uppercased().split { $0.isWhitespace || $0 == "(" || $0 == ")" }
        guard words.first == "SELECT" else { return false }
        return !words.contains { $0 == "FOR" || $0 == "INTO" || $0.hasPrefix("PG_") }
    }
}
