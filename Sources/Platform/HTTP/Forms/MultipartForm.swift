/// A whole `multipart/form-data` body: its fields in memory, its files in memory or in the spool directory.
package struct MultipartForm {
    /// The plain fields; text that is not UTF-8 was refused.
    package private(set) var fields = FormFields()
    /// The parts with a file name, in order.
    package private(set) var files: [UploadedFile] = []

    /// Reads a request's body to its end. A part with a file name is a file, whether it has a type or not.
    package static func read(
        _ request: Request, limits: MultipartLimits = MultipartLimits(), spool: Spool
    ) async throws -> MultipartForm {
        let reader = try MultipartReader(request, limits: limits)
        var form = MultipartForm()
        while let part = try await reader.nextPart() {
            if part.filename != nil {
                try await form.readFile(part, reader, limits, spool)
            } else {
                try await form.readField(part, reader, limits)
            }
        }
        return form
    }

    /// The first file of that field name.
    package func file(_ name: String) -> UploadedFile? {
        files.first { $0.name == name }
    }

    private mutating func readFile(
        _ part: MultipartPart, _ reader: MultipartReader, _ limits: MultipartLimits, _ spool: Spool
    ) async throws {
        let file = UploadedFile(part, spool: spool, memoryBytes: limits.memoryBytes)
        while let bytes = try await reader.nextBytes() {
            guard file.byteCount + bytes.count <= limits.fileBytes else {
                throw MultipartError.fileTooLarge(name: part.name, limitBytes: limits.fileBytes)
            }
            try await file.append(bytes)
        }
        try await file.finish()
        files.append(file)
    }

    private mutating func readField(
        _ part: MultipartPart, _ reader: MultipartReader, _ limits: MultipartLimits
    ) async throws {
        var value: [UInt8] = []
        while let bytes = try await reader.nextBytes() {
            guard value.count + bytes.count <= limits.fieldBytes else {
                throw MultipartError.fieldTooLarge(name: part.name, limitBytes: limits.fieldBytes)
            }
            value.append(contentsOf: bytes)
        }
        guard !value.contains(0), let text = String(validating: value, as: UTF8.self) else {
            throw MultipartError.malformed
        }
        fields.append(part.name, text)
    }
}
