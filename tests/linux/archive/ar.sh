# ar and unzip.
echo one > a; echo two > b; ar rc l.a a b 2>/dev/null || echo 'no ar -r'; ar t l.a 2>/dev/null; ar p l.a b 2>/dev/null
