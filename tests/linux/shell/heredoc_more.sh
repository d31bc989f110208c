# Here documents: nested, in functions, loops and pipelines, expansions, many and long ones, on other descriptors.
f() { cat <<END
f of $1: ${2:-none}
END
}
f a; f b c
for i in 1 2; do cat <<END; done | tr a-z A-Z
turn $i $((i * 2)) \\ \$ \`
END
cat <<A | sed 's/^/> /' && cat <<B
$(cat <<C
inner
C
)
A
after
B
cat 3<<THREE 4<<FOUR <&3; cat <<ZERO - /dev/fd/3 3<<THREE
third
THREE
fourth
FOUR
zero
ZERO
three
THREE
if read line <<END; then echo "line: $line"; fi
 spaces around 	
END
IFS= read -r line <<'END'; echo "[$line]"
 kept \n \\ 
END
cat <<''
until an empty line

cat <<"a b"
word with a blank $x
a b
cat <<-E	
	tab
		two tabs
	  tab and blanks
	E
v=$(cat <<END
in a substitution
with "quotes" and 'others'
END
); echo "$v"
x='a $y'; cat <<END
${x#a } ${x} "${x}" ${u-"unset"} ${#x}
END
{ cat; echo ---; cat; } <<END
all goes to the first
END
i=0; while [ $i -lt 40 ]; do cat <<END; i=$((i + 1)); done | sort -n | tail -1
$i
END
big=$(head -c 150000 /dev/zero | tr '\0' x); wc -c <<END
$big
END
wc -l <<END & wait
a
b
END
(cat <<END)
no newline is lost
END
