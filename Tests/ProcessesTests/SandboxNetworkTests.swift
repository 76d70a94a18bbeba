import Processes
import Testing

@Suite(
    "A confined program and the network",
    .enabled(if: sandboxHolds, Comment(rawValue: noSandbox)),
    .enabled(if: hasPython, Comment(rawValue: noPython))
)
struct SandboxNetworkTests {
    private static let connect = """
        s = socket.socket()
        s.settimeout(10)
        s.connect(('127.0.0.1', int(E['%@'])))
        """

    private static func connect(to port: String) -> String {
        connect.replacing("%@", with: port)
    }

    private static let localService = """
        s = socket.socket(socket.AF_UNIX)
        s.connect(E['LOCAL'] + '/stream')
        """

    private static let withoutNetwork = [
        Try("a TCP connection", connect(to: "GRANTED"), "EPERM"),
        Try("an IPv6 socket", "socket.socket(socket.AF_INET6)", "EPERM", control: nil),
        Try(
            "a datagram",
            "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', int(E['UDP'])))",
            "EPERM"
        ),
        Try("a local service", localService, "EPERM"),
        Try(
            "a local service through a pair of datagram sockets",
            """
            a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
            a.sendto(b'x', E['LOCAL'] + '/datagram')
            """,
            "EPERM"
        ),
        Try("a route socket", "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)", "EPERM"),
        Try(
            "an MPTCP socket",
            "socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262)",
            "EPERM",
            control: nil
        ),
        Try(
            "a virtual machine socket",
            "socket.socket(40, socket.SOCK_STREAM)",
            "EPERM",
            control: nil
        ),
        Try("a packet socket", "socket.socket(17, socket.SOCK_RAW)", "EPERM", control: nil),
    ]

    private static let withPorts = [
        Try("TCP to another port", connect(to: "OTHER"), "EACCES"),
        Try("a local service", localService, "EPERM"),
        Try(
            "an MPTCP socket",
            "socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262)",
            "EPERM",
            control: nil
        ),
        Try(
            "an SCTP socket",
            "socket.socket(socket.AF_INET, socket.SOCK_STREAM, 132)",
            "EPERM",
            control: nil
        ),
        Try(
            "an SCTP sequence",
            "socket.socket(socket.AF_INET, socket.SOCK_SEQPACKET)",
            "EPERM",
            control: nil
        ),
        Try(
            "a ping socket",
            "socket.socket(socket.AF_INET, socket.SOCK_DGRAM, 1)",
            "EPERM",
            control: nil
        ),
        Try(
            "a raw socket",
            "socket.socket(socket.AF_INET, socket.SOCK_RAW, 6)",
            "EPERM",
            control: nil
        ),
        Try(
            "another netlink socket",
            "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 4)",
            "EPERM",
            control: nil
        ),
        Try(
            "data with the first packet",
            "socket.socket().sendto(b'x', 0x20000000, ('127.0.0.1', int(E['OTHER'])))",
            "EPERM"
        ),
        Try(
            "a message with the first packet",
            "socket.socket().sendmsg([b'x'], [], 0x20000000, ('127.0.0.1', int(E['OTHER'])))",
            "EPERM"
        ),
        Try(
            "a connection made by the first data",
            """
            s = socket.socket()
            s.setsockopt(6, 30, 1)
            s.connect(('127.0.0.1', int(E['OTHER'])))
            s.send(b'x')
            """,
            "EACCES"
        ),
        Try(
            "turning TCP into another protocol",
            "socket.socket().setsockopt(6, 31, b'smc')",
            "EPERM",
            control: nil
        ),
        Try("offering a service", "socket.socket().bind(('127.0.0.1', 0))", "EACCES"),
        Try("offering a service without an address", "socket.socket().listen()", "EPERM"),
    ]

    @Test("Without a network it is refused", arguments: withoutNetwork)
    func none(_ attempt: Try) throws {
        try expectRefusal(attempt) { _ in .none }
    }

    @Test(
        "With one port everything else is refused",
        .enabled(if: landlockVersion >= 4, "Landlock knows no ports before version 4"),
        arguments: withPorts
    )
    func ports(_ attempt: Try) throws {
        try expectRefusal(attempt) { .ports([Int($0.granted)]) }
    }

    private func expectRefusal(
        _ attempt: Try,
        _ network: (Peers) -> SandboxPolicy.Network
    ) throws {
        let ground = try Ground()
        let peers = try Peers(directory: ground.tree.path)
        let outcome = try attempt.outcome(
            on: ground,
            policy: try ground.policy(network(peers)),
            variables: peers.variables(ground.tree.path)
        )
        #expect(attempt.refusal.contains(outcome), "it ended with \(outcome)")
    }

    @Test(
        "Without a sandbox the same succeeds",
        arguments: (withoutNetwork + withPorts).filter { $0.control != nil }
    )
    func control(_ attempt: Try) throws {
        let ground = try Ground()
        let peers = try Peers(directory: ground.tree.path)
        let variables = peers.variables(ground.tree.path)
        #expect(
            try attempt.outcome(on: ground, policy: nil, variables: variables) == attempt.control
        )
    }

    private static let stillPermitted = [
        Try("TCP to the port", connect(to: "GRANTED")),
        Try(
            "datagrams",
            "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', int(E['UDP'])))"
        ),
        Try("looking up a name", "socket.getaddrinfo('localhost', 80)"),
        Try("a pair of sockets", "socket.socketpair()"),
    ]

    @Test("With one port these succeed", arguments: stillPermitted)
    func permitted(_ attempt: Try) throws {
        let ground = try Ground()
        let peers = try Peers(directory: ground.tree.path)
        let policy = try ground.policy(.ports([Int(peers.granted)]))
        let variables = peers.variables(ground.tree.path)
        #expect(try attempt.outcome(on: ground, policy: policy, variables: variables) == "done")
    }

    @Test("An unrestricted network reaches every port and offers services, but no local one")
    func unrestricted() throws {
        let ground = try Ground()
        let peers = try Peers(directory: ground.tree.path)
        let policy = try ground.policy(.unrestricted)
        let variables = peers.variables(ground.tree.path)
        let outcome = { (code: String) in
            try Try("", code).outcome(on: ground, policy: policy, variables: variables)
        }
        #expect(try outcome(Self.connect(to: "OTHER")) == "done")
        #expect(try outcome("s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen()") == "done")
        #expect(try outcome(Self.localService) == "EPERM")
    }
}
