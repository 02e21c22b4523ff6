import CLibPQ

/// The fields of a `PGresult` that libpq gives through character macros (`PG_DIAG_*`).
enum Diagnostic: Character {
    case sqlState = "C"
    case message = "M"
    case schema = "s"
    case table = "t"
    case column = "c"
    case constraint = "n"
    case function = "R"
    case position = "P"
}

/// Owns one `PGresult`.
struct PGResult: ~Copyable {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        PQclear(pointer)
    }

    var status: ExecStatusType { PQresultStatus(pointer) }

    /// Gives up ownership, to `Rows`.
    consuming func take() -> OpaquePointer {
        let pointer = pointer
        discard self
        return pointer
    }

    func diagnostic(_ field: Diagnostic) -> String? {
        guard let code = field.rawValue.asciiValue, let text = PQresultErrorField(pointer, Int32(code)) else {
            return nil
        }
        return String(cString: text)
    }

    /// The fault of a result whose status is an error; nil when it was made by libpq itself, which is a loss
    /// of the connection.
    func fault(statement: String) -> ServerFault? {
        guard let code = diagnostic(.sqlState) else { return nil }
        return ServerFault(
            sqlState: SQLState(code: code), statement: statement, message: diagnostic(.message) ?? "",
            schema: diagnostic(.schema), table: diagnostic(.table), column: diagnostic(.column),
            constraint: diagnostic(.constraint), position: diagnostic(.position).flatMap { Int($0) },
            hasStalePlan: code == SQLState.undefinedStatement.code
                || (code == SQLState.featureNotSupported.code
                    && diagnostic(.function) == "RevalidateCachedQuery")
        )
    }
}
