/// What a recording was made with.
struct FITDevices {
    /// The device itself.
    private var main = RecordingDevice()
    private var mainProductName: String?
    /// By `device_index`, in the order of their coming.
    private var sensors: [(index: Int, device: RecordingDevice)] = []

    private static let sensorLimit = 100
    private static let creatorIndex = 0

    /// The device itself first; those of which nothing is known aren't there.
    var all: [RecordingDevice] {
        ([main] + sensors.map(\.device)).filter {
            $0.manufacturer != nil || $0.product != nil || $0.serialNumber != nil
        }
    }

    /// Maker and product for people.
    var creator: String? {
        let maker = main.manufacturer.map(Self.capitalised)
        guard let product = main.product else { return maker }
        guard let maker else { return product }
        let name = mainProductName ?? (Int(product) == nil ? Self.capitalised(product) : nil)
        guard let name else { return maker }
        let firstWord = maker.split(separator: " ").first.map { $0.lowercased() } ?? ""
        return name.lowercased().hasPrefix(firstWord) ? name : "\(maker) \(name)"
    }

    mutating func add(fileID message: FITMessage) {
        mainProductName = message.text(8)
        main = RecordingDevice(
            manufacturer: FITNames.manufacturers[message.number(1)],
            product: Self.product(message.number(2), maker: message.number(1), name: mainProductName),
            serialNumber: message.number(3).flatMap { UInt32(exactly: $0) })
    }

    mutating func add(deviceInfo message: FITMessage) {
        let name = message.text(27)
        let device = RecordingDevice(
            manufacturer: FITNames.manufacturers[message.number(2)],
            product: Self.product(message.number(4), maker: message.number(2), name: name),
            serialNumber: message.number(3).flatMap { UInt32(exactly: $0) },
            softwareVersion: message.number(5).map { Self.version($0) })
        let index = message.number(0).flatMap { Int(exactly: $0) } ?? -1
        if index == Self.creatorIndex {
            mainProductName = mainProductName ?? name
            let numbered = main.product.map { Int($0) != nil } ?? true
            let product = numbered ? device.product : nil
            Self.fill(&main, from: device)
            if let product { main.product = product }
        } else if let known = sensors.firstIndex(where: { index >= 0 && $0.index == index }) {
            Self.fill(&sensors[known].device, from: device)
        } else if sensors.count < Self.sensorLimit {
            sensors.append((index, device))
        }
    }

    /// Takes what isn't known yet.
    private static func fill(_ device: inout RecordingDevice, from other: RecordingDevice) {
        device.manufacturer = device.manufacturer ?? other.manufacturer
        device.product = device.product ?? other.product
        device.serialNumber = device.serialNumber ?? other.serialNumber
        device.softwareVersion = device.softwareVersion ?? other.softwareVersion
    }

    private static let garmin = 1.0

    private static func product(_ number: Double?, maker: Double?, name: String?) -> String? {
        if let name { return name }
        if maker == garmin, let known = FITNames.garminProducts[number] { return known }
        return number.flatMap { Int(exactly: $0) }.map { String($0) }
    }

    /// Out of hundredths.
    private static func version(_ number: Double) -> String {
        guard let hundredths = Int(exactly: number) else { return "\(number / 100)" }
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }

    /// `edge_1030_plus` as "Edge 1030 Plus", `fr945` as "Forerunner 945".
    private static func capitalised(_ words: String) -> String {
        var result: [String] = []
        for word in words.split(separator: "_") {
            if word.hasPrefix("fr"), word.dropFirst(2).first?.isNumber == true {
                result.append("Forerunner \(word.dropFirst(2).uppercased())")
            } else {
                result.append(word.prefix(1).uppercased() + word.dropFirst())
            }
        }
        return result.joined(separator: " ")
    }
}
