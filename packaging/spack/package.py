# A recipe for Spack: put this folder as packages/spendlens into a repository of yours (spack repo create), or `spack dev-build`.
from spack.package import *


class Spendlens(CMakePackage):
    """Audits a customer base from its purchases or bank transactions: RFM, lenses, cohorts, signals and personas, on one core or
    as one MPI job on many, with the same bytes on any number of ranks."""

    git = "file:///path/to/spendlens"

    license("Apache-2.0")

    version("main", branch="main")
    version("0.2.0", tag="v0.2.0")

    variant("mpi", default=True, description="The program; without it the library alone")
    variant("parquet", default=False, description="Parquet, JSON and SQL by DuckDB's library, which the program opens at run time")
    variant("python", default=False, description="The package for Python")
    variant("build_type", default="Release", description="CMake build type", values=("Release", "RelWithDebInfo", "Debug"))

    depends_on("c", type="build")
    depends_on("cxx", type="build")
    depends_on("cmake@3.25:", type="build")
    depends_on("ninja", type="build")
    depends_on("pkgconfig", type="build")
    generator("ninja")

    depends_on("fmt@9:")
    depends_on("xxhash")
    depends_on("utf8cpp")
    depends_on("boost@1.74:+serialization")
    with when("+mpi"):
        depends_on("mpi")
        depends_on("hdf5@1.10:+mpi+hl~cxx")
        depends_on("zlib-api")
        depends_on("zstd")
        depends_on("isa-l")
        depends_on("openssl")
        depends_on("abseil-cpp")
        depends_on("yaml-cpp@0.7:")
        depends_on("nlohmann-json@3.11:")
        depends_on("spdlog@1.10:+fmt_external")
        depends_on("cli11@2.3:")
        depends_on("random123")
    depends_on("duckdb", when="+parquet", type="run")
    with when("+python"):
        extends("python@3.11:")
        depends_on("py-pip", type="build")
        depends_on("py-scikit-build-core@0.10:", type="build")
        depends_on("py-nanobind@2.4:", type="build")
        depends_on("py-numpy@1.24:", type=("build", "run"))

    conflicts("%gcc@:11", msg="C++20 of GCC 12 or later is needed")

    def cmake_args(self):
        return [
            self.define("SPENDLENS_BUILD_TESTS", False),
            self.define("SPENDLENS_LIBRARY_ONLY", self.spec.satisfies("~mpi")),
            self.define("CMAKE_UNITY_BUILD", True),
        ]

    @run_after("install")
    def install_python(self):
        if self.spec.satisfies("+python"):
            settings = {"SPENDLENS_FROM_PACKAGE": "ON", "CMAKE_PREFIX_PATH": self.prefix}
            words = [f"--config-settings=cmake.define.{name}={value}" for name, value in settings.items()]
            pip = which("pip", required=True)
            pip("install", "--no-deps", "--no-build-isolation", f"--prefix={self.prefix}", *words, self.stage.source_path)

    @run_after("install")
    @on_package_attributes(run_tests=True)
    def check_install(self):
        if self.spec.satisfies("+mpi"):
            Executable(self.prefix.bin.spendlens)("selftest")
