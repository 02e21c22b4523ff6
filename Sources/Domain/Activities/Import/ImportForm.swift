import Kernel

/// What a request says about the archive that it sends.
struct ImportForm: Sendable, Equatable {
    /// The longest name of a file that is kept.
    static let maximumNameLength = 255

    /// Whether the athlete wants to see the verdicts first.
    var isDryRun: Bool
    /// The archive, as the client calls it.
    var fileName: String
    /// What names the request, so that a retry finds what the first attempt has done.
    var requestKey: String?

    /// Reads the fields; throws a fault that names the one that is wrong.
    init(_ fields: RequestFields, fileName: String, requestKey: String?) throws(Fault) {
        isDryRun = try fields.flag("dry_run", of: "Import") ?? false
        let name = fileName.unicodeScalars.filter { $0 != "\0" }.prefix(ImportForm.maximumNameLength)
        self.fileName = name.isEmpty ? "archive.zip" : String(name)
        self.requestKey = requestKey
    }
}
