#include <catch2/catch.hpp>

#include "ingest/inspect/synonyms.hpp"

using namespace spendlens::ingest;

TEST_CASE("A name's words are the same however they are written") {
  for (const char* name :
       {"InvoiceDate", "invoice_date", "Invoice Date", " INVOICE-DATE ", "invoice.date", "invoiceDate"})
    CHECK(words_of_name(name) == "invoice date");
  CHECK(words_of_name("CustomerID") == "customer id");
  CHECK(words_of_name("Amount (EUR)") == "amount eur");
  CHECK(words_of_name("EMPFÄNGER") == "empfänger");
  CHECK(words_of_name("t_dat") == "t dat");
}

TEST_CASE("Roles are told by names in several languages") {
  const Synonyms synonyms("");
  for (const char* name :
       {"CustomerID", "Customer ID", "client_id", "user_id", "Kundennr", "household_key", "CUSTOMERID"})
    CHECK(synonyms.score(Role::kCustomerId, name));
  for (const char* name :
       {"InvoiceDate", "Order Date", "Buchungstag", "Fecha", "order_purchase_timestamp", "Date opération", "t_dat"})
    CHECK(synonyms.score(Role::kTimestamp, name));
  for (const char* name :
       {"Betrag", "Montant", "Importe", "amount", "Total Amount", "Betrag (EUR)", "Amount ($)", "SALES_VALUE"})
    CHECK(synonyms.score(Role::kAmount, name));
  CHECK_FALSE(synonyms.score(Role::kCustomerId, "customer_city"));
  CHECK(synonyms.score(Role::kTimestamp, "Order Date") > synonyms.score(Role::kTimestamp, "Value Date"));
  CHECK(synonyms.score(Role::kCustomerId, "customer_id") > synonyms.score(Role::kCustomerId, "card number"));
}

TEST_CASE("Words of states are known in any case") {
  const Synonyms synonyms("");
  CHECK(synonyms.is(Word::kLeftOut, "Cancelled"));
  CHECK(synonyms.is(Word::kPurchase, " PURCHASE "));
  CHECK(synonyms.is(Word::kDebit, "Af"));
  CHECK_FALSE(synonyms.is(Word::kLeftOut, "delivered"));
}
