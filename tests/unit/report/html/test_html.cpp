#include <catch2/catch.hpp>

#include "report/html/html.hpp"
#include "report/page/summary_node.hpp"
#include "spendlens/core/error.hpp"

using namespace spendlens;
using namespace spendlens::report;

TEST_CASE("text that means something in HTML means nothing once it is escaped") {
  CHECK(escaped(R"(<a href="x" title='y'>&</a>)") == "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;&lt;/a&gt;");
  CHECK(escaped("&lt;") == "&amp;lt;");
  CHECK(escaped("Zürich, 東京\n\t") == "Zürich, 東京\n\t");
}

TEST_CASE("what nobody sees but what changes a text is replaced") {
  const std::string mark = "\uFFFD";
  CHECK(escaped(std::string("a\0b", 3)) == "a" + mark + "b");
  CHECK(escaped("\x1b[31m") == mark + "[31m");
  CHECK(escaped("\u202Egpj.exe\u2066\u200F") == mark + "gpj.exe" + mark + mark);
  CHECK(escaped("\u0085\u2028\uFEFF\uFFFE") == mark + mark + mark + mark);
  CHECK(escaped("a\xFF\xC3") == "a" + mark + mark);
}

TEST_CASE("arguments are escaped in content and in attributes, markup that was written is not") {
  const Html inner = html("<b>{}</b>", "<i>");
  CHECK(inner.str() == "<b>&lt;i&gt;</b>");
  CHECK(html(R"(<p title="{}">{}{}</p>)", "\"><script>", inner, 7).str() ==
        R"(<p title="&quot;&gt;&lt;script&gt;"><b>&lt;i&gt;</b>7</p>)");
  CHECK(html("{}", Name{"<x>"}).str() == "<bdi>&lt;x&gt;</bdi>");
}

TEST_CASE("a figure in a page has its exact value and where it comes from") {
  const Figure revenue{250031563, 2, "/lens1/total_revenue"};
  CHECK(html("{}", revenue).str() == R"(<data value="2500315.63" data-key="/lens1/total_revenue">2,500,315.63</data>)");
  CHECK(html("{}", rounded(revenue, 0)).str() ==
        R"(<data value="2500315.63" data-key="/lens1/total_revenue">2,500,316</data>)");
}

TEST_CASE("coordinates have two decimals at most") {
  CHECK(html("{} {} {} {}", 1.0, 2.5, 1.0 / 3, -0.001).str() == "1 2.5 0.33 0");
  CHECK(html("{}", 1e300 * 1e300).str() == "0");
}

TEST_CASE("a summary is read as anybody's file") {
  const Summary summary(R"({"a": {"n": 3, "m": "-1.50", "b/c ,": 2, "x": null, "neg": -1}, "list": [1, 2]})", "f.json");
  const SummaryNode a = summary.root()["a"];
  CHECK(a["n"].count().count == 3);
  CHECK(a["m"].decimal().count == -150);
  CHECK(a["b/c ,"].count().key == "/a/b~1c%20%2C");
  CHECK(a["neg"].integer().count == -1);
  CHECK_FALSE(a.find("x"));
  CHECK_FALSE(a.find("y"));
  CHECK_THROWS_WITH(a["y"], Catch::StartsWith("f.json: /a/y is missing"));
  CHECK_THROWS_WITH(a["m"].count(), Catch::Contains("/a/m is not a whole number"));
  CHECK_THROWS_WITH(a["neg"].count(), Catch::Contains("/a/neg is below 0"));
  CHECK_THROWS_WITH(a["n"].decimal(), Catch::Contains("/a/n is not a text of a number with 2 decimals"));
  CHECK_THROWS_WITH(summary.root()["list"].elements(3), Catch::Contains("/list has 2 elements instead of 3"));
  CHECK_THROWS_AS(a["n"].members(), InputError);
  CHECK_THROWS_AS(Summary("[1]", "f.json"), InputError);
  CHECK_THROWS_AS(Summary("{", "f.json"), InputError);
  CHECK_THROWS_AS(Summary("{\"a\": \"\xFF\"}", "f.json"), InputError);
}
