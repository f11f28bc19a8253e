#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Forkyard authors
# SPDX-License-Identifier: MIT
#
# Fills the folder $1 with certificates and keys in every form that people bring, by the openssl command. The tests
# below say what each is for; nothing here is kept.
set -eu
cd "$1"
umask 077
cat > openssl.cnf <<'END'
[req]
distinguished_name = empty
[empty]
[ca]
default_ca = dated
[dated]
database = index.txt
new_certs_dir = .
default_md = sha256
rand_serial = yes
policy = any
email_in_dn = no
[any]
commonName = supplied
END
export OPENSSL_CONF="$1/openssl.cnf"

ec_key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:"${2:-P-256}" -out "$1.key"; }
rsa_key() { openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:"$2" -out "$1.key"; }
identifiers='subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid'
authority="$identifiers
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign"
server="$identifiers
basicConstraints = critical,CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = DNS:shop.test,DNS:*.shop.test,IP:127.0.0.1,IP:::1"

# signed NAME CN ISSUER EXTENSIONS [ARGUMENTS]: the certificate of NAME.key, by ISSUER (by itself where it is NAME).
signed() {
    name=$1 cn=$2 issuer=$3
    printf '%s\n' "$4" > extensions.cnf
    shift 4
    openssl req -new -key "$name.key" -subj "/CN=$cn" -out "$name.csr"
    if [ "$issuer" = "$name" ]; then
        openssl x509 -req -in "$name.csr" -key "$name.key" -days 30 -extfile extensions.cnf -out "$name.pem" "$@"
    else
        openssl x509 -req -in "$name.csr" -CA "$issuer.pem" -CAkey "$issuer.key" -CAcreateserial -days 30 \
            -extfile extensions.cnf -out "$name.pem" "$@"
    fi
}
# dated NAME CN START END: like signed, by "issuing", with dates of one's own.
dated() {
    printf '%s\n' "$server" > extensions.cnf
    : > index.txt
    openssl req -new -key "$1.key" -subj "/CN=$2" -out "$1.csr"
    openssl ca -batch -notext -in "$1.csr" -cert issuing.pem -keyfile issuing.key -startdate "$3" -enddate "$4" \
        -extfile extensions.cnf -out "$1.pem"
}

# Three authorities in a row, and one that nobody here was signed by.
for name in root middle issuing other site wrong_usage key_usage no_names authority_leaf expired future; do ec_key $name; done
signed root 'Test Root' root "$authority"
signed middle 'Test Middle' root "$authority"
signed issuing 'Test Issuing' middle "$authority"
signed other 'Other Root' other "$authority"
signed site shop.test issuing "$server"
cat site.pem issuing.pem middle.pem root.pem > full.pem
cat root.pem middle.pem issuing.pem site.pem > reversed.pem
cat middle.pem site.pem root.pem issuing.pem > mixed.pem
cat site.pem issuing.pem site.pem issuing.pem middle.pem middle.pem > twice.pem
cat site.pem middle.pem > gap.pem
cat issuing.pem middle.pem root.pem > bundle.pem
cat other.pem bundle.pem other.pem > strangers.pem
cat site.key site.pem issuing.pem middle.pem root.pem > combined.pem

# An authority with two certificates: its own, and one by the older root.
ec_key young; signed young 'Young Root' root "$authority"; mv young.pem young_cross.pem
signed young 'Young Root' young "$authority"
ec_key young_site; signed young_site young.test young "$server"
# Two authorities that signed each other, and no root.
ec_key ping; ec_key pong
signed ping Ping ping "$authority"; signed pong Pong ping "$authority"; mv pong.pem pong_by_ping.pem
signed pong Pong pong "$authority"; signed ping Ping pong "$authority"; mv pong_by_ping.pem pong.pem
ec_key circle; signed circle circle.test pong "$server"
cat ping.pem pong.pem > circle_ca.pem

# Kinds of keys.
rsa_key rsa 2048; signed rsa rsa.test issuing "$server"
rsa_key rsa_short 1024; signed rsa_short rsa.test issuing "$server"
ec_key p384 P-384; signed p384 p384.test issuing "$server"
openssl genpkey -algorithm ED25519 -out ed25519.key; signed ed25519 ed.test issuing "$server"
ec_key sha1; signed sha1 sha1.test issuing "$server" -sha1
rsa_key rsa_authority 2048; signed rsa_authority 'RSA Authority' root "$authority"
ec_key md5; signed md5 md5.test rsa_authority "$server" -md5
ec_key sha1_authority; signed sha1_authority 'Old Authority' root "$authority" -sha1
ec_key under_sha1; signed under_sha1 under.test sha1_authority "$server"

# What is wrong with them.
signed wrong_usage client.test issuing "$identifiers
extendedKeyUsage = clientAuth,emailProtection
subjectAltName = DNS:client.test"
signed key_usage usage.test issuing "$identifiers
keyUsage = cRLSign
subjectAltName = DNS:usage.test"
signed no_names names.test issuing "$identifiers"
signed authority_leaf authority.test authority_leaf "$authority
subjectAltName = DNS:authority.test"
dated expired old.test 20200101000000Z 20210101000000Z
dated future new.test 20980101000000Z 20990101000000Z

# Forms of the key.
openssl ec -in site.key -out sec1.key
openssl rsa -in rsa.key -traditional -out pkcs1.key
openssl ecparam -name P-256 > parameters.key; cat sec1.key >> parameters.key
cp parameters.key only_parameters.key; openssl ecparam -name P-256 > only_parameters.key
openssl pkey -in site.key -aes256 -passout pass:secret -out encrypted.key
openssl ec -in site.key -aes256 -passout pass:secret -out encrypted_sec1.key
openssl rsa -in rsa.key -aes256 -traditional -passout pass:secret -out encrypted_pkcs1.key
openssl pkey -in site.key -outform DER -out der.key
openssl pkcs8 -topk8 -in site.key -passout pass:secret -outform DER -out encrypted_der.key
openssl pkey -in site.key -pubout -out public.key
{ openssl pkey -in site.key -text; } > text.key
sed 's/$/\r/' site.key > crlf.key
{ printf '\357\273\277'; cat site.key; } > mark.key
head -c 120 site.key > cut.key
sed '2s/..../!!!!/' site.key > damaged.key
printf -- '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\n-----END OPENSSH PRIVATE KEY-----\n' > openssh.key
: > empty.key

# Forms of the certificate.
openssl x509 -in site.pem -outform DER -out site.der
openssl pkcs12 -export -in site.pem -inkey site.key -passout pass:secret -out site.p12
openssl crl2pkcs7 -nocrl -certfile full.pem -outform DER -out site.p7b
openssl crl2pkcs7 -nocrl -certfile full.pem -out pem.p7b
openssl x509 -in site.pem -text > text.pem; cat bundle.pem >> text.pem
openssl x509 -in site.pem -trustout -out trusted.pem
sed 's/$/\r/' full.pem > crlf.pem
{ printf '\357\273\277'; cat full.pem; } > mark.pem
sed 's/^/    /' full.pem > indented.pem
awk '{ printf "%s\\n", $0 }' full.pem > lost_breaks.pem
{ cat full.pem; head -c 3000 /dev/urandom; } > garbage_after.pem
{ printf 'Bag Attributes\n    friendlyName: -----BEGIN nothing\n'; cat full.pem; } > text_before.pem
iconv -f ASCII -t UTF-16 full.pem > utf16.pem
head -c 400 site.pem > cut.pem
{ cat site.pem; head -c 300 issuing.pem; } > cut_second.pem
sed '3s/..../!!!!/' site.pem > damaged.pem
head -c 300 site.der > cut.der
: > empty.pem
printf ' \n\r\n\t\n' > blank.pem
echo 'hello' > words.pem
head -c 1100000 /dev/zero > huge.pem
mkdir folder.pem folder.key
mkfifo pipe.pem pipe.key
ln -s loop.pem loop.pem

# Forms that only an import takes.
openssl pkcs12 -export -in site.pem -inkey site.key -certfile bundle.pem -passout pass:secret -out chain.p12
openssl pkcs12 -export -in site.pem -inkey site.key -certfile bundle.pem -passout pass: -out open.p12
openssl pkcs12 -export -in site.pem -inkey site.key -certfile bundle.pem -passout pass:secret -legacy -out legacy.p12
openssl pkcs12 -export -in site.pem -inkey site.key -passout pass:secret -nomac -out nomac.p12
openssl pkcs12 -export -in site.pem -nokeys -certfile bundle.pem -passout pass:secret -out keyless.p12
openssl pkcs12 -export -in site.pem -inkey site.key -passout "pass:$(printf '\354\225\224\355\230\270')" -out korean.p12
{ head -c 1200 chain.p12; head -c 200 /dev/zero; tail -c +1401 chain.p12; } > damaged.p12
head -c 900 chain.p12 > cut.p12
sed 's/PKCS7/CMS/' pem.p7b > cms.pem
openssl crl2pkcs7 -nocrl -out hollow.p7b
cat full.pem > site_and_request.pem; cat site.csr >> site_and_request.pem
for file in site issuing middle root; do openssl x509 -in $file.pem -outform DER; done > chain.der
openssl pkcs8 -topk8 -in site.key -passout pass:secret -scrypt -out scrypt.key
openssl pkcs8 -topk8 -in site.key -passout pass:secret -v2 des3 -out des3.key
openssl rsa -in rsa.key -des3 -traditional -passout pass:secret -out des3_pkcs1.key
openssl rsa -in rsa.key -traditional -outform DER -out pkcs1.der
openssl ec -in site.key -outform DER -out sec1.der
sed '4s/..../!!!!/' encrypted.key > damaged_encrypted.key
cat site.key encrypted.key > twice.key
cat full.pem rsa.pem site.key rsa.key > two_identities.pem
cat site.key rsa.key > two_keys.key
ec_key renewed; cp site.key renewed.key; signed renewed shop.test issuing "$server" -days 60
cat full.pem renewed.pem site.key > renewed_full.pem
cat encrypted.key full.pem > locked_combined.pem
awk 'NR > 1 && !/END/ { printf "%s", $0 } END { print "" }' site.pem > bare_base64.txt

# Who may read the key.
for mode in 400 600 604 640 644 660 700 777; do cp site.key "mode$mode.key"; chmod $mode "mode$mode.key"; done
ln -s mode600.key link600.key
ln -s mode644.key link644.key
cp mode644.key "odd name's.key"; chmod 644 "odd name's.key"
cp encrypted.key encrypted644.key; chmod 644 encrypted644.key
if [ "$(id -u)" = 0 ]; then
    cp site.key foreign.key; chown 65534:65534 foreign.key
    cp site.key foreign644.key; chmod 644 foreign644.key; chown 65534:65534 foreign644.key
fi
