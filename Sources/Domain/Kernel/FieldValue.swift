/// One value of a flat JSON object.
enum FieldValue: Decodable, Equatable {
    case text(String)
    case integer(Int64)
    case number(Double)
    case flag(Bool)
    case null
    /// An array of texts, or of whole numbers.
    case list([String])
    /// Another array or an object, which no field here takes.
    case nested

    init(from decoder: any Decoder) throws {
        guard let container = try? decoder.singleValueContainer() else {
            self = .nested
            return
        }
        if container.decodeNil() {
            self = .null
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let integer = try? container.decode(Int64.self) {
            self = .integer(integer)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([String].self) {
            self = .list(list)
        } else if let list = try? container.decode([Int64].self) {
            self = .list(list.map(String.init))
        } else {
            self = .nested
        }
    }

    /// The value as it would stand in a form; nil for null, lists and what is nested.
    var formText: String? {
        switch self {
        case .text(let text): text
        case .integer(let integer): String(integer)
        case .number(let number): String(number)
        case .flag(let flag): flag ? "true" : "false"
        case .null, .list, .nested: nil
        }
    }
}
