#!/usr/bin/env python3
"""Formats of import: the shipped ones on made-up files of the real exports' shapes, with figures worked by hand; files of one's own."""

import re
import unittest

from command_line import CommandLineTest

SHOPIFY = ("Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,"
           "Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,"
           "Lineitem fulfillment status,Billing Name,Notes,Cancelled at,Payment Method,Refunded Amount,Vendor,Id\n"
           '#1001,ann@example.com,paid,2025-03-01 10:00:05 -0500,fulfilled,,yes,USD,50.00,5.00,4.00,59.00,,0.00,Standard,2025-03-01 10:00:00 -0500,2,"Mug, blue",15.00,,MUG-B,true,true,'
           'fulfilled,Ann A,"two\nlines",,card,0.00,Shop,5001\n'
           "#1001,ann@example.com,,,,,,,,,,,,,,2025-03-01 10:00:00 -0500,1,Tote,20.00,,TOTE,true,true,fulfilled,,,,,,Shop,\n"
           "#1002,bob@example.com,paid,2025-03-02 09:30:00 -0500,fulfilled,,no,USD,20.00,0.00,1.50,21.50,,0.00,Standard,2025-03-02 09:29:00 -0500,1,Tote,20.00,,TOTE,true,true,"
           "fulfilled,Bob B,,,card,0.00,Shop,5002\n")
STRIPE = ("id,Description,Seller Message,Created date (UTC),Amount,Amount Refunded,Currency,Converted Amount,Converted Amount Refunded,Fee,Taxes On Fee,Converted Currency,"
          "Mode,Status,Statement Descriptor,Customer ID,Customer Description,Customer Email,Captured,Card ID,Invoice ID,Transfer\n"
          "ch_1,Plan,Payment complete.,2025-01-05 08:15,29.00,0.00,usd,29.00,0.00,1.14,0.00,usd,Live,Paid,SHOP,cus_A,,ann@example.com,true,card_1,in_1,po_1\n"
          "ch_2,Plan,The bank declined.,2025-01-06 08:15,29.00,0.00,usd,29.00,0.00,0.00,0.00,usd,Live,Failed,SHOP,cus_B,,bob@example.com,false,card_2,in_2,\n"
          'ch_3,Plan,Payment complete.,2025-02-05 08:15,"1,029.50",29.50,usd,"1,029.50",29.50,30.00,0.00,usd,Live,Refunded,SHOP,cus_A,,ann@example.com,true,card_1,in_3,po_2\n')
WOO = ("Order Number,Order Status,Order Date,Customer Note,First Name (Billing),Last Name (Billing),Email (Billing),Order Total Amount,SKU,Item #,Item Name,Quantity,Item Cost\n"
       "77,Completed,2025-04-01 12:00,,Ann,A,ann@example.com,35.00,S1,1,Cap,1,15.00\n77,Completed,2025-04-01 12:00,,Ann,A,ann@example.com,35.00,S2,2,Shirt,1,20.00\n"
       "78,Cancelled,2025-04-02 12:00,,Bob,B,bob@example.com,9.00,S3,1,Sock,1,9.00\n79,Processing,2025-04-03 12:00,,Bob,B,bob@example.com,9.00,S3,1,Sock,1,9.00\n")
WOO_ANALYTICS = ("Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,Product(s),Items sold,Coupon(s),N. Revenue,Attribution\n"
                 "2025-04-01 12:00:00,77,$35.00,completed,Ann A,new,1× Cap,2,,35,Direct\n2025-04-02 12:00:00,78,$9.00,cancelled,Bob B,new,1× Sock,1,,9,Direct\n")
SQUARE = ("Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,Discounts,Net Sales,Tax,Transaction ID,Payment ID,Device Name,Notes,Details,"
          "Event Type,Location,Dining Option,Customer ID,Customer Name,Customer Reference ID\n"
          "03/05/2025,08:15:02,Eastern Time (US & Canada),Coffee,Latte,2,Regular,L1,,$9.00,-$1.00,$8.00,$0.70,T1,P1,iPad,,,Payment,Cafe,For Here,C1,Ann,\n"
          '03/05/2025,08:15:02,Eastern Time (US & Canada),Cake,Scone,1,Regular,K1,,$4.50,$0.00,$4.50,$0.40,T1,P1,iPad,,,Payment,Cafe,For Here,C1,Ann,\n'
          "03/07/2025,09:00:00,Eastern Time (US & Canada),Cake,Scone,-1,Regular,K1,,-$4.50,$0.00,-$4.50,-$0.40,T2,P2,iPad,,,Refund,Cafe,,C1,Ann,\n")
MINT = ('"Date","Description","Original Description","Amount","Transaction Type","Category","Account Name","Labels","Notes"\n'
        '"9/25/2024","Whole Foods","WHOLEFDS #101","45.10","debit","Groceries","CHECKING","",""\n"10/01/2024","Employer","EMPLOYER INC","2000.00","credit","Paycheck","CHECKING","",""\n')
YNAB = ('\ufeff"Account","Flag","Date","Payee","Category Group/Category","Category Group","Category","Memo","Outflow","Inflow","Cleared"\n'
        '"Checking","","09/25/2024","Whole Foods","Food: Groceries","Food","Groceries","",$45.10,$0.00,"Cleared"\n'
        '"Checking","","10/01/2024","Employer","Inflow: Ready to Assign","Inflow","Ready to Assign","",$0.00,"$2,000.00","Cleared"\n')
CHASE_CARD = ("Transaction Date,Post Date,Description,Category,Type,Amount,Memo\n01/15/2025,01/16/2025,UBER TRIP,Travel,Sale,-25.43,\n01/20/2025,01/21/2025,AMAZON,Shopping,Return,5.43,\n")
CHASE_BANK = ("Details,Posting Date,Description,Amount,Type,Balance,Check or Slip #\nDEBIT,09/30/2024,\"ELECTRIC CO\",-46.21,ACH_DEBIT,4504.15,,\nCREDIT,09/29/2024,\"RENT\",3400.65,ACH_CREDIT,4550.36,,\n")
CAPITAL_ONE = ("Transaction Date,Posted Date,Card No.,Description,Category,Debit,Credit\n2025-07-05,2025-07-06,8207,GROCERIES,Food,10.25,\n2025-07-08,2025-07-09,8207,CAPITAL ONE PAYMENT,Payment/Credit,,200.00\n")
CAPITAL_ONE_360 = ("Account Number,Transaction Description,Transaction Date,Transaction Type,Transaction Amount,Balance\n1234,Withdrawal from X,07/05/25,Debit,10.25,90.00\n1234,Deposit from Y,07/01/25,Credit,100.25,100.25\n")
REVOLUT = ("Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance\nCARD_PAYMENT,Current,2025-01-15 10:30:00,2025-01-16 03:00:00,Bolt,-8.50,0.00,EUR,COMPLETED,91.50\n"
           "CARD_PAYMENT,Current,2025-01-16 12:00:00,,Wolt,-22.40,0.00,EUR,REVERTED,\nTOPUP,Current,2025-01-14 09:00:00,2025-01-14 09:00:01,Top-Up,100.00,0.00,EUR,COMPLETED,100.00\n")
N26 = ('"Booking Date","Value Date","Partner Name","Partner Iban",Type,"Payment Reference","Account Name","Amount (EUR)","Original Amount","Original Currency","Exchange Rate"\n'
       '2025-02-01,2025-02-01,REWE,,Presentment,,"Main Account",-15.00,15.00,EUR,1.0\n2025-02-03,2025-02-03,"Employer GmbH",DE02,"Credit Transfer",Gehalt,"Main Account",2500.00,,,\n')
N26_GERMAN = ('"Datum","Empfänger","Kontonummer","Transaktionstyp","Verwendungszweck","Kategorie","Betrag (EUR)","Betrag (Fremdwährung)","Fremdwährung","Wechselkurs"\n'
              '"2019-02-01","REWE","","MasterCard Zahlung","","Lebensmittel","-15.0","-15.0","EUR","1.0"\n"2019-02-03","Arbeitgeber","DE02","Gutschrift","Gehalt","Gehalt","2500.0","","",""\n')
MONZO = ("Transaction ID,Date,Time,Type,Name,Emoji,Category,Amount,Currency,Local amount,Local currency,Notes and #tags,Address,Receipt,Description,Category split,Money Out,Money In\n"
         "tx_1,05/02/2025,12:00:01,Card payment,Tesco,🛒,Groceries,-12.34,GBP,-12.34,GBP,,,,TESCO,,-12.34,\ntx_2,28/02/2025,03:00:00,Faster payment,Employer,,Income,1500.00,GBP,1500.00,GBP,,,,PAY,,,1500.00\n")
PLAID = ("account_id,user_id,amount,iso_currency_code,date,name,merchant_name,pending,personal_finance_category.primary,personal_finance_category.detailed,transaction_id\n"
         "acc1,u1,89.40,USD,2026-07-20,SparkFun,SparkFun,False,GENERAL_MERCHANDISE,GENERAL_MERCHANDISE_ELECTRONICS,t1\nacc1,u1,-4.22,USD,2026-07-18,INTRST PYMNT,,False,INCOME,INCOME_INTEREST_EARNED,t2\n")
SUPERSTORE = ("Row ID,Order ID,Order Date,Ship Date,Ship Mode,Customer ID,Customer Name,Segment,Country,City,State,Postal Code,Region,Product ID,Category,Sub-Category,Product Name,Sales,Quantity,Discount,Profit\n"
              '1,CA-2016-152156,11/8/2016,11/11/2016,Second Class,CG-12520,Claire,Consumer,United States,Henderson,Kentucky,42420,South,FUR-BO-10001798,Furniture,Bookcases,"Bush ""Somerset""",261.96,2,0,41.9136\n'
              '2,CA-2016-152156,11/8/2016,11/11/2016,Second Class,CG-12520,Claire,Consumer,United States,Henderson,Kentucky,42420,South,FUR-CH-10000454,Furniture,Chairs,Hon,731.94,3,0,219.582\n'
              '3,CA-2016-138688,6/12/2016,6/16/2016,Second Class,DV-13045,Darrin,Corporate,United States,Los Angeles,California,90036,West,OFF-LA-10000240,Office Supplies,Labels,Labels,14.62,2,0,6.8714\n')
ONLINE_RETAIL = ("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n536365,85123A,HEART,6,12/1/2010 8:26,2.55,17850,United Kingdom\n"
                 "536365,71053,LANTERN,6,12/1/2010 8:26,3.39,17850,United Kingdom\nC536379,85123A,HEART,-1,12/1/2010 9:41,2.55,17850,United Kingdom\n")
ONLINE_RETAIL_2 = "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n489434,85048,LIGHTS,12,2009-12-01 07:45:00,6.95,13085.0,United Kingdom\n"
CDNOW = "customer_id,date,quantity,value\n00001,19970101,1,11.77\n00002,19970112,1,12.00\n00002,19970112,5,77.00\n"
INSTACART = ("order_id,user_id,order_number,order_date,product_id,product_name,aisle,department,quantity,unit_price\n7,u1,1,2025-05-01,p1,Banana,fresh fruits,produce,6,0.25\n7,u1,1,2025-05-01,p2,Milk,milk,dairy eggs,1,2.10\n"
             "8,u2,1,2025-05-02,p1,Banana,fresh fruits,produce,2,0.25\n")

TAFENG = ("TRANSACTION_DT,CUSTOMER_ID,AGE_GROUP,PIN_CODE,PRODUCT_SUBCLASS,PRODUCT_ID,AMOUNT,ASSET,SALES_PRICE\n11/1/2000,01104905,45-49,115,110411,4710199010372,2,24,30\n11/1/2000,00418683,45-49,115,120107,4710857472535,1,48,46\n"
          "11/13/2000,01104905,35-39,115,100407,4710043654103,2,142,166\n")
TAFENG_ORIGINAL = "交易日期時間,會員卡號,年齡,區域代碼,商品分類,商品編號,數量,成本,銷售金額\n2001-01-01 00:00:00,00141833,F,F,130207,4710105011011,2,44,52\n2001-01-02 00:00:00,00141833,F,F,110217,4710265849066,1,150,129\n"
AMAZON = ("amazon-order-id\tpurchase-date\torder-status\tsku\tasin\titem-status\tquantity\tcurrency\titem-price\tbuyer-email\n1-1\t2024-01-15T08:00:00+00:00\tShipped\tM1\tB01\tShipped\t2\tUSD\t25.98\tx1@m.com\n"
          "1-1\t2024-01-15T08:00:00+00:00\tShipped\tM2\tB02\tShipped\t1\tUSD\t10.00\tx1@m.com\n1-2\t2024-01-16T08:00:00+00:00\tCancelled\tM2\tB02\tCancelled\t0\tUSD\t10.00\tx2@m.com\n")

# Of each format a file, and what must come out: customers, orders, purchases and their sum, refunds or income and their sum.
CASES = [("shopify-orders", SHOPIFY, 2, 2, 2, "80.50", 0, "0.00"), ("stripe-charges", STRIPE, 1, 2, 2, "1058.50", 0, "0.00"), ("woocommerce", WOO, 2, 2, 2, "44.00", 0, "0.00"),
         ("woocommerce-analytics", WOO_ANALYTICS, 1, 1, 1, "35.00", 0, "0.00"), ("square", SQUARE, 1, 2, 1, "12.50", 1, "4.50"), ("mint", MINT, 1, 2, 1, "45.10", 1, "2000.00"),
         ("ynab", YNAB, 1, 2, 1, "45.10", 1, "2000.00"), ("chase", CHASE_CARD, 1, 2, 1, "25.43", 1, "5.43"), ("chase", CHASE_BANK, 1, 2, 1, "46.21", 1, "3400.65"),
         ("capital-one", CAPITAL_ONE, 1, 2, 1, "10.25", 1, "200.00"), ("capital-one-360", CAPITAL_ONE_360, 1, 2, 1, "10.25", 1, "100.25"),
         ("revolut", REVOLUT, 1, 2, 1, "8.50", 1, "100.00"), ("n26", N26, 1, 2, 1, "15.00", 1, "2500.00"), ("n26", N26_GERMAN, 1, 2, 1, "15.00", 1, "2500.00"),
         ("monzo", MONZO, 1, 2, 1, "12.34", 1, "1500.00"), ("plaid-transactions", PLAID, 1, 2, 1, "89.40", 1, "4.22"), ("plaid", PLAID, 1, 2, 1, "89.40", 1, "4.22"), ("superstore", SUPERSTORE, 2, 2, 2, "1008.52", 0, "0.00"),
         ("online-retail", ONLINE_RETAIL, 1, 2, 1, "35.64", 1, "2.55"), ("online-retail", ONLINE_RETAIL_2, 1, 1, 1, "83.40", 0, "0.00"), ("cdnow", CDNOW, 2, 3, 3, "100.77", 0, "0.00"),
         ("instacart-like", INSTACART, 2, 2, 2, "4.10", 0, "0.00"),
         ("ta-feng", TAFENG, 2, 3, 3, "242.00", 0, "0.00"), ("ta-feng", TAFENG_ORIGINAL, 1, 2, 2, "181.00", 0, "0.00"), ("amazon-orders", AMAZON, 1, 1, 1, "35.98", 0, "0.00")]


class Formats(CommandLineTest):
    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")

    def import_as(self, text, *options, code=0, says=None, ledger="ledger", **more):
        self.write("log.csv", text)
        return self.expect(code, "import", "--transactions", "log.csv", "--ledger", ledger, "--replace", *options, says=says, **more)

    def segment(self, ledger):
        return (self.folder / ledger / "log.h5").read_bytes()

    def test_each_shipped_format_reads_a_file_of_its_shape_to_the_cent(self):
        for i, (name, text, customers, orders, purchases, out, refunds, back) in enumerate(CASES):
            with self.subTest(format=name, case=i):
                shown = self.import_as(text, "--format", name, ledger=f"ledger{i}")
                self.assertIn(f": {customers} customers, {orders} orders", shown)
                self.assertIn(f"Money out: {purchases} orders, {out} (purchases). Money in: {refunds} orders, {back} (refunds, income)", shown)

    def test_every_shipped_format_has_a_case_and_a_line_in_the_list(self):
        lines = self.expect(0, "import", "--list-formats").splitlines()
        names = [line.split()[0] for line in lines]
        self.assertEqual(names, sorted(names))
        self.assertEqual(set(names), {case[0] for case in CASES})
        self.assertTrue(all(re.fullmatch(r"[a-z0-9-]+ +\S.+", line) for line in lines), lines)

    def test_a_format_gives_the_bytes_that_its_options_give(self):
        self.import_as(N26_GERMAN, "--format", "n26", ledger="a")
        self.import_as(N26_GERMAN, "--column", "timestamp=Datum", "--column", "amount=Betrag (EUR)", "--column", "merchant=Empfänger", "--column", "category=Kategorie",
                       "--constant", "customer_id=me", "--constant", "currency=EUR", "--amounts", "spend-negative", ledger="b")
        self.assertEqual(self.segment("a"), self.segment("b"))
        self.import_as(MINT, "--format", "mint", ledger="c", ranks=3)
        self.import_as(MINT, "--column", "timestamp=Date", "--column", "amount=Amount", "--column", "category=Category", "--column", "merchant=Description", "--column", "account_id=Account Name", "--constant", "customer_id=me",
                       "--direction", "Transaction Type=debit:debit,credit:credit", "--date-order", "mdy", ledger="d")
        self.assertEqual(self.segment("c"), self.segment("d"))
        self.assertIn("--direction 'Transaction Type=credit:credit,debit:debit'", self.expect(0, "info", "c"))

    def test_what_the_command_line_says_goes_first(self):
        shown = self.import_as(MINT.replace("9/25/2024", "25/9/2024"), "--format", "mint", "--date-order", "dmy", "--constant", "customer_id=ann")
        self.assertIn("2024-01-10 to 2024-09-25", shown)
        self.assertIn("ann,", self.expect(0, "export", "--ledger", "ledger", "--table", "transactions"))
        shown = self.import_as(CHASE_CARD, "--format", "chase", "--amounts", "spend-positive", "--where", "Type=Sale")
        self.assertIn("Money out: 0 orders, 0.00 (purchases). Money in: 1 orders, 25.43", shown)
        shown = self.import_as(YNAB, "--format", "ynab", "--column", "amount=Outflow", "--amounts", "spend-positive")
        self.assertIn("Money out: 1 orders, 45.10 (purchases). Money in: 0 orders, 0.00 (refunds, income). Zero: 1", shown)
        shown = self.import_as(REVOLUT, "--format", "revolut", "--where", "State=REVERTED", ledger="other")
        self.assertIn("Money out: 1 orders, 22.40", shown)
        shown = self.import_as(SUPERSTORE, "--format", "superstore", "--timestamp-format", "%d/%m/%Y")
        self.assertIn("2016-08-11 to 2016-12-06", shown)

    def test_files_of_ones_own(self):
        self.write("shop.yaml", "columns:\n  customer_id: [Kunde, Kundennummer]\n  timestamp: Datum\n  amount: Betrag\noptional_columns: {merchant: Filiale}\ndelimiter: ';'\ndecimal: comma\n"
                   "date_order: dmy\namounts: spend-positive\nskip_lines: 1\nwhere: [Art!=Storno]\n")
        shown = self.import_as("Export\nKundennummer;Datum;Betrag;Art\n7;5.1.2025;1.234,50;Kauf\n7;6.1.2025;2,00;Storno\n", "--format", "shop.yaml")
        self.assertIn("Money out: 1 orders, 1234.50", shown)
        self.assertIn("+ 1 filtered", shown)
        read_with = re.search(r"read with (.*)", self.expect(0, "info", "ledger"))[1]
        self.assertEqual(read_with, "--column amount=Betrag --column customer_id=Kundennummer --column timestamp=Datum --where 'Art!=Storno' --amounts spend-positive --date-order dmy "
                         "--decimal comma --delimiter ';' --skip-lines 1")
        self.import_as("Export\nDatum;Betrag;Art\n5.1.2025;1;x\n", "--format", "shop.yaml", code=3, says="no column 'Kunde' or 'Kundennummer'")

    def test_what_is_wrong_in_a_file_is_told_with_its_line(self):
        for text, line, says in (("colums: {}\n", 1, "unknown key"), ("amounts: spend-positive\ncolumns:\n  customer: x\n", 3, "unknown key"), ("\n\ndate_order: dym\n", 3, "dmy, mdy or ymd"),
                                 ("delimiter: ab\n", 1, "is not one character"), ("debit: Soll\n", 1, "need each other"), ("timestamp_format: '%d'\n", 1, "it says no date"),
                                 ("amounts: positive\n", 1, "must be"), ("header: maybe\n", 1, "true or false"), ("encoding: klingon\n", 1, "not known here"),
                                 ("columns: {amount: a}\nconstants: {amount: '1'}\n", 1, "has columns and a constant"), ("where: [x]\n", 1, "COLUMN=VALUE"),
                                 ("columns: {amount: a}\noptional_columns:\n  amount: b\n", 3, "both"), ("skip_lines: -1\n", 1, "within 0"), ("currency: euro\n", 1, "three letters"),
                                 ("direction: {column: t, debit: out, credit: OUT}\n", 1, "twice"), ("timezone: Mars/Base\n", 1, "not known")):
            with self.subTest(text=text):
                self.write("wrong.yaml", text)
                self.import_as(CDNOW, "--format", "wrong.yaml", code=2, says=f"wrong.yaml, line {line}")
                self.import_as(CDNOW, "--format", "wrong.yaml", code=2, says=says)
        self.import_as(CDNOW, "--format", "cdnov", code=2, says="there is no format 'cdnov'")
        self.import_as(CDNOW, "--format", "none.yaml", code=5, says="none.yaml")

    def test_an_orders_amount_may_be_its_first_lines(self):
        head = "order_id,customer_id,timestamp,amount,quantity\n"
        for ranks in (0, 3):
            shown = self.import_as(head + "1,a,2025-01-02,10.00,1\n1,a,2025-01-01,,2\n2,b,2025-01-03,,1\n2,b,2025-01-03,7.50,1\n2,b,2025-01-03,9.00,1\n", "--amounts", "spend-positive",
                                   "--order-amount", "first", ranks=ranks)
            self.assertIn("Money out: 2 orders, 17.50", shown)
            rows = self.expect(0, "export", "--ledger", "ledger", "--table", "transactions").splitlines()
            self.assertEqual(sorted(rows[1:]), ["a,2025-01-01 00:00:00,-10.00,3", "b,2025-01-03 00:00:00,-7.50,3"])
        shown = self.import_as(head + "1,a,2025-01-02,,1\n1,a,2025-01-02,,1\n,a,2025-01-02,,1\n2,a,2025-01-02,5,1\n", "--amounts", "spend-positive", "--order-amount", "first", "--max-rejected", "3")
        self.assertRegex(shown, r"rejected missing_amount +3")
        self.import_as("order_id,customer_id,timestamp,quantity,unit_price\n1,a,2025-01-02,1,2\n", "--order-amount", "first", code=3, says="--order-amount first needs a column of amounts")

    def test_a_column_of_a_fields_name_may_be_ignored(self):
        text = "customer_id,timestamp,amount,transaction_id,Margin\na,2025-01-01,1,x,10 %\na,2025-01-02,2,x,5 %\n"
        self.import_as(text, "--amounts", "spend-positive", code=4)
        shown = self.import_as(text, "--amounts", "spend-positive", "--ignore", "transaction_id", "--ignore", "margin")
        self.assertIn("Money out: 2 orders, 3.00", shown)
        self.assertIn("--ignore transaction_id --ignore margin", self.expect(0, "info", "ledger"))

    def test_without_a_header_the_option_that_was_given_is_named(self):
        self.import_as("a,2025-01-01,1,\n", "--header", "no", "--column", "customer_id=1", "--column", "timestamp=2", "--debit", "Soll", "--credit", "4", code=2, says="--debit Soll: without a header")


if __name__ == "__main__":
    unittest.main()
