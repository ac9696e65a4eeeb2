#!/usr/bin/env python3
"""DEFINITIONS-SIGNALS 7.2 (own transfers, spending, refunds) and 7.3 (payees), by hand."""

import unittest

import payees
from customer_records import Account
from flows import Flows, total
from payees import Alias, payee_of
from small_customers import PAY, SHOP, card, checking, customer_of, flows_of, ledger_of, monthly_rows, row, savings, window


class Payees(unittest.TestCase):
    def test_texts_and_their_keys(self):
        for text, wanted in (("Netflix", "NETFLIX"), ("  t-Mobile\t ", "T-MOBILE"), ("SQ *BLUE BOTTLE 0012", "BLUE BOTTLE"), ("PAYPAL *HULU 4029357751 CA", "HULU"),
                             ("AMZN Prime*ZC3MM58K9 amzn.com/bill WA", "AMZN PRIME"), ("UBER *ONE HELP.UBER.COM 1225", "UBER ONE"),
                             ("GOOGLE *YouTubePremium g.co/helppay", "GOOGLE YOUTUBEPREMIUM"), ("NETFLIX.COM LOS GATOS CA", "NETFLIX"),
                             ("WWW.ADOBE.COM 408", "ADOBE"), ("APPLE.COM/BILL 866-712-7753 CA", "APPLE"), ("SPOTIFY PZC3MM58K NEW YORK NY", "SPOTIFY"),
                             ("ANYTIME FITNESS #2207 12/26 AUSTIN TX", "ANYTIME FITNESS"), ("SHELL 12 AUSTIN", "SHELL"), ("1225 CITY GYM", "CITY GYM"),
                             ("#881 NETFLIX.COM", "#881 NETFLIX.COM"), ("12345", "12345"), ("PAYPAL *", "PAYPAL *"), ("SQ *TST* CAFE 9", "CAFE"),
                             ("*PROMO WEEK", "PROMO"), ("SSA TREAS 310 XXSOC SEC", "SSA TREAS"), ("CAF\u00e9 Ole", "CAF\u00e9 OLE"), ("A1B2 DINER", "A1B2 DINER")):
            self.assertEqual(wanted, payee_of(text).key, text)

    def test_no_text_no_payee(self):
        self.assertEqual((None, None), (payee_of(None), payee_of("  ")))

    def test_an_alias_wins_and_brings_its_kind(self):
        aliases = (Alias("POS NETFLIX*", "NETFLIX", "subscription"), Alias("AMZN MKTP*", "AMAZON", None))
        self.assertEqual(payees.Payee("NETFLIX", "subscription"), payee_of("pos  Netflix 99", aliases))
        self.assertEqual(payees.Payee("AMAZON", None), payee_of("AMZN Mktp US*RT5QN01B2", aliases))


class Pairs(unittest.TestCase):
    ACCOUNTS = (checking(), savings(), card())

    def pairs(self, rows, accounts=ACCOUNTS):
        return sorted((number, other) for number, other in flows_of(rows, "2025-12-31", accounts).partner.items() if number < other)

    def test_equal_and_opposite_on_two_accounts_within_four_days(self):
        self.assertEqual([(1, 2)], self.pairs([row("2025-06-01", -500), row("2025-06-05", 500, account="savings")]))
        self.assertEqual([], self.pairs([row("2025-06-01", -500), row("2025-06-06", 500, account="savings")]))
        self.assertEqual([], self.pairs([row("2025-06-01", -500), row("2025-06-02", 500)]))
        self.assertEqual([], self.pairs([row("2025-06-01", -500), row("2025-06-02", 501, account="savings")]))
        self.assertEqual([(1, 2)], self.pairs([row("2025-06-01", 500, account="savings"), row("2025-06-02", -500)]))

    def test_income_zero_and_foreign_accounts_never_pair(self):
        self.assertEqual([], self.pairs([row("2025-06-01", -500), row("2025-06-01", 500, category=PAY, account="savings")]))
        self.assertEqual([], self.pairs([row("2025-06-01", 0), row("2025-06-01", 0, account="savings")]))
        self.assertEqual([], self.pairs([row("2025-06-01", -500), row("2025-06-01", 500, account="elsewhere")]))
        self.assertEqual([], self.pairs([row("2025-06-01", -500), row("2025-06-01", 500, account="savings")], ()))

    def test_each_takes_the_earliest_open_row(self):
        rows = [row("2025-06-01", -500), row("2025-06-02", -500), row("2025-06-03", 500, account="savings"), row("2025-06-04", 500, account="savings")]
        self.assertEqual([(1, 3), (2, 4)], self.pairs(rows))
        rows = [row("2025-06-01", -500), row("2025-06-02", 500, account="card"), row("2025-06-02", 500, account="savings")]
        self.assertEqual([(1, 2)], self.pairs(rows))


class Spending(unittest.TestCase):
    def outgoings(self, rows, accounts=(checking(), savings(), card())):
        flows = flows_of(rows, "2025-12-31", accounts)
        return total(flows.spending, window("12m", "2025-12-31")), total(flows.refunds, window("12m", "2025-12-31"))

    def test_pairs_card_payments_and_savings_are_no_spending_cash_is(self):
        self.assertEqual((700, 0), self.outgoings([
            row("2025-06-01", -500), row("2025-06-02", 500, account="card"), row("2025-07-01", -300, category="LOAN_PAYMENTS_CREDIT_CARD_PAYMENT"),
            row("2025-07-01", -900, category="TRANSFER_OUT_SAVINGS"), row("2025-07-03", -700, category="TRANSFER_OUT_WITHDRAWAL")]))

    def test_a_transfer_out_is_spending_only_as_a_standing_order(self):
        single = [row("2025-06-01", -90000, "Sam", "TRANSFER_OUT_ACCOUNT_TRANSFER")]
        self.assertEqual((0, 0), self.outgoings(single))
        orders = monthly_rows("2025-07-05", 6, -20000, "Sam", "TRANSFER_OUT_ACCOUNT_TRANSFER")
        self.assertEqual((120000, 0), self.outgoings(orders))
        lapsed = monthly_rows("2025-01-05", 6, -20000, "Sam", "TRANSFER_OUT_ACCOUNT_TRANSFER")
        self.assertEqual((0, 0), self.outgoings(lapsed))

    def test_refunds_need_a_category_of_spending(self):
        rows = [row("2025-06-01", -500), row("2025-06-20", 500), row("2025-06-21", 90, category=None), row("2025-06-22", 80, category="INCOME_OTHER"),
                row("2025-06-23", 70, category="TRANSFER_IN_DEPOSIT"), row("2025-06-24", 60, category="BANK_FEES_ATM_FEES")]
        self.assertEqual((500, 560), self.outgoings(rows))

    def test_what_a_payment_brings_to_a_loan_is_no_refund(self):
        rows = [row("2025-06-01", -20000, "Ally", "LOAN_PAYMENTS_CAR"), row("2025-06-02", 18000, "Received", "LOAN_PAYMENTS_CAR", "loan")]
        loan = Account("loan", "loan", "personal", -1000000, None)
        self.assertEqual((20000, 0), self.outgoings(rows, (checking(), loan)))
        self.assertEqual((20000, 18000), self.outgoings(rows, (checking(), card(name="loan"))))

    def test_what_arrives_on_a_credit_account_is_no_income(self):
        rows = monthly_rows("2025-01-05", 12, 70000, "PAYMENT THANK YOU", None, "card")
        self.assertEqual([], flows_of(rows, "2025-12-31", (card(),)).found.streams)
        self.assertEqual(1, len(flows_of(rows, "2025-12-31", (checking(name="card"),)).found.streams))

    def test_a_payee_that_is_paid_brings_no_income(self):
        rows = monthly_rows("2025-01-05", 12, 70000, "Sam", None) + [row("2025-02-01", -100, "Sam", SHOP)]
        customer = customer_of(rows, (checking(),))
        ledger_of(customer)
        self.assertEqual([], [stream for stream in Flows(customer, window("1m", "2025-12-31").end).found.streams if stream.is_income])


if __name__ == "__main__":
    unittest.main()
