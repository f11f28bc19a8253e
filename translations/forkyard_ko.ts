<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko" sourcelanguage="en">
<context>
    <name>AcmeRun</name>
    <message>
        <source>The server program is missing.</source>
        <translation>서버 프로그램이 없습니다.</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>As the system</source>
        <translation>시스템 설정에 따름</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>밝게</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>어둡게</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>중지(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>시작(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>파일(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Server</source>
        <translation>서버(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Certificates</source>
        <translation>인증서(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>보기(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>도움말(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;New server</source>
        <translation>새 서버(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Duplicate</source>
        <translation>복제(&amp;D)</translation>
    </message>
    <message>
        <source>Re&amp;name…</source>
        <translation>이름 바꾸기(&amp;N)…</translation>
    </message>
    <message>
        <source>Re&amp;move</source>
        <translation>목록에서 제거(&amp;M)</translation>
    </message>
    <message>
        <source>Open &amp;folder</source>
        <translation>폴더 열기(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Open file</source>
        <translation>파일 열기(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>설정(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Close window</source>
        <translation>창 닫기(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>끝내기(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Reload</source>
        <translation>다시 읽기(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Apply changes</source>
        <translation>변경 사항 적용(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Discard changes</source>
        <translation>변경 사항 버리기(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Open in browser</source>
        <translation>브라우저에서 열기(&amp;O)</translation>
    </message>
    <message>
        <source>Copy &amp;address</source>
        <translation>주소 복사(&amp;A)</translation>
    </message>
    <message>
        <source>Send 20 re&amp;quests</source>
        <translation>요청 20개 보내기(&amp;Q)</translation>
    </message>
    <message>
        <source>Cras&amp;h one worker</source>
        <translation>워커 하나 강제 종료(&amp;H)</translation>
    </message>
    <message>
        <source>Start all</source>
        <translation>모두 시작</translation>
    </message>
    <message>
        <source>Stop all</source>
        <translation>모두 중지</translation>
    </message>
    <message>
        <source>Copy as command</source>
        <translation>명령으로 복사</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>중지</translation>
    </message>
    <message>
        <source>Reload</source>
        <translation>다시 읽기</translation>
    </message>
    <message>
        <source>Show the state</source>
        <translation>상태 보기</translation>
    </message>
    <message>
        <source>Follow the events</source>
        <translation>이벤트 따라가기</translation>
    </message>
    <message>
        <source>Copy diagnostics</source>
        <translation>진단 정보 복사</translation>
    </message>
    <message>
        <source>&amp;Servers</source>
        <translation>서버(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Pick files for this server…</source>
        <translation>이 서버에 쓸 파일 선택(&amp;P)…</translation>
    </message>
    <message>
        <source>Open the &amp;folder of certificates</source>
        <translation>인증서 폴더 열기(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Find in the log</source>
        <translation>로그에서 찾기(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>언어(&amp;L)</translation>
    </message>
    <message>
        <source>C&amp;olours</source>
        <translation>색상(&amp;O)</translation>
    </message>
    <message>
        <source>Show the first-start &amp;hints</source>
        <translation>처음 시작 도움말 보기(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;About Forkyard</source>
        <translation>Forkyard 정보(&amp;A)</translation>
    </message>
    <message>
        <source>Restart the &amp;workers</source>
        <translation>워커 다시 시작(&amp;W)</translation>
    </message>
    <message>
        <source>Restart the workers</source>
        <translation>워커 다시 시작</translation>
    </message>
    <message>
        <source>Set the number of workers</source>
        <translation>워커 수 정하기</translation>
    </message>
    <message>
        <source>Check the file</source>
        <translation>파일 검사</translation>
    </message>
    <message>
        <source>&amp;New certificate…</source>
        <translation>새 인증서(&amp;N)…</translation>
    </message>
    <message>
        <source>&amp;Trust the local authority…</source>
        <translation>로컬 인증 기관 신뢰(&amp;T)…</translation>
    </message>
    <message>
        <source>&amp;Will browsers accept it?…</source>
        <translation>브라우저가 받아들일까요(&amp;W)?…</translation>
    </message>
</context>
<context>
    <name>AddIntermediateDialog</name>
    <message>
        <source>Add the missing certificate</source>
        <translation>빠진 인증서 추가</translation>
    </message>
    <message>
        <source>Whoever issued “%1” offers the certificate between it and their root, often as “intermediate” or “chain”. It is stored with it, in order.</source>
        <translation>“%1” 인증서의 발급자는 그 인증서와 루트 사이의 인증서를 흔히 “intermediate”나 “chain”이라는 이름으로 제공합니다. 받은 인증서는 함께 순서대로 저장됩니다.</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>추가</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>intermediate.pem</source>
        <translation>intermediate.pem</translation>
    </message>
</context>
<context>
    <name>AppFields</name>
    <message>
        <source>App on a port</source>
        <translation>포트의 앱</translation>
    </message>
    <message>
        <source>On which port does your app listen? Your app says it when it starts.</source>
        <translation>앱이 어느 포트에서 기다리나요? 앱을 시작하면 표시됩니다.</translation>
    </message>
    <message>
        <source>That is no address. Examples: 3000, http://localhost:3000</source>
        <translation>주소가 아닙니다. 예: 3000, http://localhost:3000</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>확인하는 중…</translation>
    </message>
    <message numerus="yes">
        <source>%n of %1 addresses answer.</source>
        <translation>
            <numerusform>주소 %1개 중 %n개가 응답합니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>Something answers there.</source>
        <translation>그곳에서 응답이 있습니다.</translation>
    </message>
    <message>
        <source>Nothing answers there yet. Start your app, for example: npm run dev</source>
        <translation>아직 응답이 없습니다. 앱을 시작하세요. 예: npm run dev</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>주소</translation>
    </message>
    <message>
        <source>Address of the app</source>
        <translation>앱의 주소</translation>
    </message>
    <message>
        <source>3000, or http://localhost:3000</source>
        <translation>3000 또는 http://localhost:3000</translation>
    </message>
</context>
<context>
    <name>ArgumentWords</name>
    <message>
        <source>a string</source>
        <translation>문자열</translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation>정수</translation>
    </message>
    <message>
        <source>a number with a fraction</source>
        <translation>소수</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true 또는 false</translation>
    </message>
    <message>
        <source>a list</source>
        <translation>목록</translation>
    </message>
    <message>
        <source>a table</source>
        <translation>테이블</translation>
    </message>
    <message>
        <source>a date or time</source>
        <translation>날짜 또는 시각</translation>
    </message>
    <message>
        <source>a list in [brackets]</source>
        <translation>[대괄호] 안의 목록</translation>
    </message>
    <message>
        <source>a list of tables ([[%1]])</source>
        <translation>테이블 목록([[%1]])</translation>
    </message>
    <message>
        <source>a table ([%1])</source>
        <translation>테이블([%1])</translation>
    </message>
    <message>
        <source>a duration such as &quot;250ms&quot;, &quot;10s&quot;, &quot;5m&quot; or &quot;12h&quot;</source>
        <translation>&quot;250ms&quot;, &quot;10s&quot;, &quot;5m&quot;, &quot;12h&quot;와 같은 시간</translation>
    </message>
    <message>
        <source>a size such as &quot;512B&quot;, &quot;8KiB&quot; or &quot;1MiB&quot;</source>
        <translation>&quot;512B&quot;, &quot;8KiB&quot;, &quot;1MiB&quot;와 같은 크기</translation>
    </message>
    <message>
        <source>a file&apos;s path</source>
        <translation>파일 경로</translation>
    </message>
    <message>
        <source>a file&apos;s path as a string</source>
        <translation>문자열로 쓴 파일 경로</translation>
    </message>
    <message>
        <source>one line of at most %1 bytes</source>
        <translation>최대 %1바이트의 한 줄</translation>
    </message>
    <message>
        <source>1 to %1, or &quot;auto&quot;</source>
        <translation>1에서 %1 사이의 수 또는 &quot;auto&quot;</translation>
    </message>
    <message>
        <source>1 to %1 of the letters a-z, 0-9 and -</source>
        <translation>a-z, 0-9, -로 이루어진 1~%1자</translation>
    </message>
    <message>
        <source>at least first_delay (%1)</source>
        <translation>first_delay(%1) 이상</translation>
    </message>
    <message>
        <source>at most max_delay (%1)</source>
        <translation>max_delay(%1) 이하</translation>
    </message>
    <message>
        <source>an address (&quot;127.0.0.1&quot;, &quot;::1&quot;) or a name, without brackets and without port</source>
        <translation>대괄호와 포트를 뺀 주소(&quot;127.0.0.1&quot;, &quot;::1&quot;) 또는 이름</translation>
    </message>
    <message>
        <source>a name in the certificate store</source>
        <translation>인증서 저장소에 있는 이름</translation>
    </message>
    <message>
        <source>a name in the certificate store, or a table of files</source>
        <translation>인증서 저장소에 있는 이름 또는 파일 테이블</translation>
    </message>
    <message>
        <source>a name in the certificate store, or files: { certificate = &quot;site.pem&quot;, key = &quot;site.key&quot; }</source>
        <translation>인증서 저장소에 있는 이름 또는 파일: { certificate = &quot;site.pem&quot;, key = &quot;site.key&quot; }</translation>
    </message>
    <message>
        <source>the certificate&apos;s PEM file</source>
        <translation>인증서의 PEM 파일</translation>
    </message>
    <message>
        <source>the private key&apos;s PEM file</source>
        <translation>개인 키의 PEM 파일</translation>
    </message>
    <message>
        <source>the PEM file of the authorities whose client certificates are accepted</source>
        <translation>클라이언트 인증서를 받아들일 인증 기관의 PEM 파일</translation>
    </message>
    <message>
        <source>a host name without port, &quot;*.example.test&quot; or &quot;*&quot;</source>
        <translation>포트를 뺀 호스트 이름, &quot;*.example.test&quot; 또는 &quot;*&quot;</translation>
    </message>
    <message>
        <source>a path that starts with &quot;/&quot;, without &quot;?&quot;, &quot;#&quot; and spaces</source>
        <translation>&quot;/&quot;로 시작하고 &quot;?&quot;, &quot;#&quot;, 공백이 없는 경로</translation>
    </message>
    <message>
        <source>the text is not UTF-8</source>
        <translation>UTF-8 텍스트가 아닙니다</translation>
    </message>
    <message>
        <source>the text is UTF-16; save it as UTF-8</source>
        <translation>UTF-16 텍스트입니다. UTF-8로 저장하세요</translation>
    </message>
    <message>
        <source>this is not a value; text needs &quot;quotes&quot;</source>
        <translation>값이 아닙니다. 문자열은 &quot;따옴표&quot;로 묶어야 합니다</translation>
    </message>
    <message>
        <source>it is a folder</source>
        <translation>폴더입니다</translation>
    </message>
    <message>
        <source>it is a pipe, not a file</source>
        <translation>파일이 아니라 파이프입니다</translation>
    </message>
    <message>
        <source>it is a socket, not a file</source>
        <translation>파일이 아니라 소켓입니다</translation>
    </message>
    <message>
        <source>it is a device, not a file</source>
        <translation>파일이 아니라 장치입니다</translation>
    </message>
    <message>
        <source>it is an e-mail address, which certificates of servers do not hold</source>
        <translation>이메일 주소이며, 서버 인증서에는 넣지 않습니다</translation>
    </message>
    <message>
        <source>it is a web address; give its host alone</source>
        <translation>웹 주소입니다. 호스트 이름만 입력하세요</translation>
    </message>
    <message>
        <source>it has a port; a certificate is for all ports of a host</source>
        <translation>포트가 있습니다. 인증서는 호스트의 모든 포트에 쓰입니다</translation>
    </message>
    <message>
        <source>it has a path or is a range; give a host name or one address</source>
        <translation>경로나 주소 범위입니다. 호스트 이름이나 주소 하나를 입력하세요</translation>
    </message>
    <message>
        <source>an address with a zone (%) is for one machine alone</source>
        <translation>영역(%)이 붙은 주소는 한 컴퓨터에서만 통합니다</translation>
    </message>
    <message>
        <source>it is not a valid address</source>
        <translation>올바른 주소가 아닙니다</translation>
    </message>
    <message>
        <source>a wildcard is the whole first part of a name, as in *.shop.test</source>
        <translation>와일드카드는 *.shop.test처럼 이름의 맨 앞 부분 전체여야 합니다</translation>
    </message>
    <message>
        <source>a part of it is empty</source>
        <translation>비어 있는 부분이 있습니다</translation>
    </message>
    <message>
        <source>a part of it is longer than 63 characters</source>
        <translation>63자를 넘는 부분이 있습니다</translation>
    </message>
    <message>
        <source>it is longer than 253 characters</source>
        <translation>253자를 넘습니다</translation>
    </message>
    <message>
        <source>it has characters that host names do not have</source>
        <translation>호스트 이름에 쓸 수 없는 글자가 있습니다</translation>
    </message>
    <message>
        <source>a part of it starts or ends with a hyphen</source>
        <translation>하이픈으로 시작하거나 끝나는 부분이 있습니다</translation>
    </message>
    <message>
        <source>its punycode is damaged</source>
        <translation>퓨니코드가 손상되었습니다</translation>
    </message>
    <message>
        <source>there are more than 100 names</source>
        <translation>이름이 100개를 넘습니다</translation>
    </message>
    <message>
        <source>the range is too wide for a local authority</source>
        <translation>로컬 인증 기관이 보증하기에는 범위가 너무 넓습니다</translation>
    </message>
    <message>
        <source>the local authority does not vouch for it now</source>
        <translation>지금 로컬 인증 기관이 보증하지 않는 이름입니다</translation>
    </message>
    <message>
        <source>a local authority keeps at least one domain and one range of addresses</source>
        <translation>로컬 인증 기관에는 도메인과 주소 범위가 적어도 하나씩 남아 있어야 합니다</translation>
    </message>
    <message>
        <source>&quot;off&quot; while no listener asks for certificates (client_certificates in [tls])</source>
        <translation>인증서를 요구하는 리스너가 없으므로 &quot;off&quot; ([tls]의 client_certificates)</translation>
    </message>
    <message>
        <source>&quot;/.well-known/acme-challenge/&quot; with this handler</source>
        <translation>이 핸들러에서는 &quot;/.well-known/acme-challenge/&quot;</translation>
    </message>
    <message>
        <source>the folder to serve</source>
        <translation>제공할 폴더</translation>
    </message>
    <message>
        <source>a file&apos;s name as a string</source>
        <translation>문자열로 된 파일 이름</translation>
    </message>
    <message>
        <source>a file&apos;s name without folders</source>
        <translation>폴더가 없는 파일 이름</translation>
    </message>
    <message>
        <source>a file below root, such as &quot;index.html&quot;</source>
        <translation>root 아래의 파일(예: &quot;index.html&quot;)</translation>
    </message>
    <message>
        <source>an address as a string</source>
        <translation>문자열로 쓴 주소</translation>
    </message>
    <message>
        <source>an address such as &quot;http://127.0.0.1:3000&quot;, &quot;https://app.example&quot; or &quot;unix:/run/app.sock&quot;</source>
        <translation>&quot;http://127.0.0.1:3000&quot;, &quot;https://app.example&quot;, &quot;unix:/run/app.sock&quot;과 같은 주소</translation>
    </message>
    <message>
        <source>&quot;unix:&quot; and an absolute path of at most 107 bytes</source>
        <translation>&quot;unix:&quot;와 최대 107바이트의 절대 경로</translation>
    </message>
    <message>
        <source>an address such as &quot;redis://127.0.0.1:6379/0&quot;, &quot;rediss://user:password@redis.example&quot;, &quot;unix:/run/redis.sock?db=0&quot; or &quot;redis+sentinel://one.example,two.example/mymaster&quot;</source>
        <translation>&quot;redis://127.0.0.1:6379/0&quot;, &quot;rediss://user:password@redis.example&quot;, &quot;unix:/run/redis.sock?db=0&quot; 또는 &quot;redis+sentinel://one.example,two.example/mymaster&quot; 같은 주소</translation>
    </message>
    <message>
        <source>the PEM files of a client certificate and of its key, both or neither</source>
        <translation>클라이언트 인증서와 그 키의 PEM 파일(둘 다 지정하거나 둘 다 생략)</translation>
    </message>
    <message>
        <source>where the application listens, such as &quot;http://127.0.0.1:3000&quot;</source>
        <translation>애플리케이션이 수신하는 주소(예: &quot;http://127.0.0.1:3000&quot;)</translation>
    </message>
    <message>
        <source>this system</source>
        <translation>이 시스템</translation>
    </message>
    <message>
        <source>public authorities vouch for names, not for addresses</source>
        <translation>공인 기관은 주소가 아니라 이름만 보증합니다</translation>
    </message>
    <message>
        <source>a wildcard is proved by the DNS only, and no DNS provider was given</source>
        <translation>와일드카드는 DNS로만 증명할 수 있는데, DNS 제공자를 지정하지 않았습니다</translation>
    </message>
    <message>
        <source>there is no name</source>
        <translation>이름이 없습니다</translation>
    </message>
    <message>
        <source>self-signed certificate</source>
        <translation>자체 서명 인증서입니다</translation>
    </message>
    <message>
        <source>self-signed certificate in certificate chain</source>
        <translation>인증서 체인에 모르는 자체 서명 인증서가 있습니다</translation>
    </message>
    <message>
        <source>unable to get local issuer certificate</source>
        <translation>발급자의 인증서를 찾을 수 없습니다</translation>
    </message>
    <message>
        <source>unable to verify the first certificate</source>
        <translation>첫 인증서를 확인할 수 없습니다</translation>
    </message>
    <message>
        <source>certificate has expired</source>
        <translation>인증서가 만료되었습니다</translation>
    </message>
    <message>
        <source>certificate is not yet valid</source>
        <translation>인증서의 유효 기간이 아직 시작되지 않았습니다</translation>
    </message>
    <message>
        <source>hostname mismatch</source>
        <translation>호스트 이름이 인증서와 다릅니다</translation>
    </message>
    <message>
        <source>IP address mismatch</source>
        <translation>IP 주소가 인증서와 다릅니다</translation>
    </message>
    <message>
        <source>%1 or %2</source>
        <comment>names of a choice; %1 may be several with commas</comment>
        <translation>%1 또는 %2</translation>
    </message>
    <message>
        <source>left out where store is not &quot;redis&quot;</source>
        <translation>store가 &quot;redis&quot;가 아닐 때는 생략</translation>
    </message>
</context>
<context>
    <name>AuthorityCard</name>
    <message>
        <source>Give to a phone…</source>
        <translation>휴대폰에 보내기…</translation>
    </message>
    <message>
        <source>Export the authority&apos;s public certificate</source>
        <translation>인증 기관의 공개 인증서 내보내기</translation>
    </message>
    <message>
        <source>PEM (*.pem)</source>
        <translation>PEM (*.pem)</translation>
    </message>
    <message>
        <source>DER, for phones (*.crt)</source>
        <translation>DER, 휴대폰용 (*.crt)</translation>
    </message>
    <message>
        <source>Trusted by nobody yet: browsers warn of what it signed.</source>
        <translation>아직 아무도 신뢰하지 않습니다. 서명한 인증서에 브라우저가 경고합니다.</translation>
    </message>
    <message>
        <source>Trusted by: %1</source>
        <translation>신뢰하는 곳: %1</translation>
    </message>
    <message>
        <source>Make an authority…</source>
        <translation>인증 기관 만들기…</translation>
    </message>
    <message>
        <source>Trust…</source>
        <translation>신뢰…</translation>
    </message>
    <message>
        <source>More names…</source>
        <translation>이름 추가…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>내보내기…</translation>
    </message>
    <message>
        <source>No certificate authority yet</source>
        <translation>인증 기관이 아직 없습니다</translation>
    </message>
    <message>
        <source>With an authority of your own, trusted on this computer, your browsers accept your servers without a warning.</source>
        <translation>나만의 인증 기관을 만들어 이 컴퓨터에서 신뢰하면 브라우저가 경고 없이 서버를 받아들입니다.</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>authority, days left</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>Can vouch only for: %1</source>
        <translation>보증할 수 있는 범위: %1</translation>
    </message>
    <message>
        <source>Can vouch for everything.</source>
        <translation>모든 이름을 보증할 수 있습니다.</translation>
    </message>
    <message>
        <source>SHA-256 %1</source>
        <translation>SHA-256 %1</translation>
    </message>
</context>
<context>
    <name>AuthorityDialog</name>
    <message>
        <source>New certificate authority</source>
        <translation>새 인증 기관</translation>
    </message>
    <message>
        <source>More names for the authority</source>
        <translation>인증 기관에 이름 추가</translation>
    </message>
    <message>
        <source>It signs certificates for servers of your own. Browsers accept them once it is trusted on this computer. Its key stays here and can vouch only for what stands below.</source>
        <translation>내 서버의 인증서에 서명합니다. 이 컴퓨터에서 신뢰하면 브라우저가 그 인증서를 받아들입니다. 키는 여기에만 보관되며 아래 범위만 보증할 수 있습니다.</translation>
    </message>
    <message>
        <source>The authority gets another certificate for the same key: what it signed before stays valid. Then it has to be trusted anew.</source>
        <translation>같은 키로 인증 기관의 인증서를 다시 만듭니다. 이미 서명한 인증서는 계속 유효합니다. 그 뒤에 다시 신뢰하도록 해야 합니다.</translation>
    </message>
    <message>
        <source>Make authority</source>
        <translation>인증 기관 만들기</translation>
    </message>
    <message>
        <source>Issue anew</source>
        <translation>다시 발급</translation>
    </message>
    <message>
        <source>More names</source>
        <translation>추가 이름</translation>
    </message>
    <message>
        <source>none, or: lan corp.example 192.0.2.0/24</source>
        <translation>없음, 또는: lan corp.example 192.0.2.0/24</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>키</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>암호</translation>
    </message>
    <message>
        <source>none: the key is protected by your account alone</source>
        <translation>없음: 키는 사용자 계정으로만 보호됩니다</translation>
    </message>
    <message>
        <source>Passphrase once more</source>
        <translation>암호 다시 입력</translation>
    </message>
    <message>
        <source>Passphrase of the authority</source>
        <translation>인증 기관의 암호</translation>
    </message>
    <message>
        <source>Can vouch only for: %1</source>
        <translation>보증할 수 있는 범위: %1</translation>
    </message>
    <message>
        <source>The passphrases differ</source>
        <translation>두 암호가 다릅니다</translation>
    </message>
    <message>
        <source>none</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>New: %1. Certificates that keep working: %2</source>
        <translation>새 이름: %1. 계속 쓸 수 있는 인증서: %2</translation>
    </message>
</context>
<context>
    <name>BrowserWarningDialog</name>
    <message>
        <source>Your browser will warn</source>
        <translation>브라우저가 경고합니다</translation>
    </message>
    <message>
        <source>The connection is encrypted. But the certificate is self-signed: it vouches for itself, and nobody your browser knows vouches for it. For a server of your own on this computer you can go on:</source>
        <translation>연결은 암호화됩니다. 다만 인증서가 자체 서명되어 스스로를 보증할 뿐, 브라우저가 아는 기관은 이를 보증하지 않습니다. 이 컴퓨터에서 직접 실행한 서버라면 다음과 같이 계속할 수 있습니다.</translation>
    </message>
    <message>
        <source>Chrome, Chromium, Edge</source>
        <translation>Chrome, Chromium, Edge</translation>
    </message>
    <message>
        <source>Advanced → Proceed to %1 (unsafe)</source>
        <translation>고급 → %1(안전하지 않음)로 이동</translation>
    </message>
    <message>
        <source>Firefox</source>
        <translation>Firefox</translation>
    </message>
    <message>
        <source>Advanced… → Accept the Risk and Continue</source>
        <translation>고급… → 위험을 감수하고 계속</translation>
    </message>
    <message>
        <source>curl</source>
        <translation>curl</translation>
    </message>
    <message>
        <source>The browser remembers it for this address. Never do this on a page of somebody else.</source>
        <translation>브라우저는 이 주소에 대한 선택을 기억합니다. 다른 사람의 페이지에서는 절대 이렇게 하지 마세요.</translation>
    </message>
</context>
<context>
    <name>CertificateDetails</name>
    <message>
        <source>Details of the certificate</source>
        <translation>인증서 세부 정보</translation>
    </message>
    <message>
        <source>Copy as PEM</source>
        <translation>PEM으로 복사</translation>
    </message>
    <message>
        <source>Names</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>주체</translation>
    </message>
    <message>
        <source>Issuer</source>
        <translation>발급자</translation>
    </message>
    <message>
        <source>Valid from</source>
        <translation>유효 시작</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translation>유효 만료</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>키</translation>
    </message>
    <message>
        <source>Signature</source>
        <translation>서명</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>용도</translation>
    </message>
    <message>
        <source>Can vouch only for</source>
        <translation>보증 범위</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>SHA-1</source>
        <translation>SHA-1</translation>
    </message>
    <message>
        <source>Serial number</source>
        <translation>일련번호</translation>
    </message>
</context>
<context>
    <name>CertificateFilesDialog</name>
    <message>
        <source>Choose a certificate file and the key made with it.</source>
        <translation>인증서 파일과 그 인증서에 맞는 개인 키를 선택하세요.</translation>
    </message>
    <message>
        <source>Now choose the key made with this certificate.</source>
        <translation>이제 이 인증서에 맞는 개인 키를 선택하세요.</translation>
    </message>
    <message>
        <source>The key fits. Covers %1.</source>
        <translation>키가 인증서와 맞습니다. 대상: %1</translation>
    </message>
    <message>
        <source>%1 · self-signed · %2</source>
        <comment>key type, days left</comment>
        <translation>%1 · 자체 서명 · %2</translation>
    </message>
    <message>
        <source>%1 · issued by %2 · %3</source>
        <comment>key type, issuer, days left</comment>
        <translation>%1 · 발급자 %2 · %3</translation>
    </message>
    <message>
        <source>Pick certificate files</source>
        <translation>인증서 파일 선택</translation>
    </message>
    <message>
        <source>The files are used where they lie. The chain is put in order from the certificate and the CA files.</source>
        <translation>파일은 지금 있는 위치에서 그대로 사용됩니다. 인증서 체인은 인증서와 CA 파일로부터 순서대로 구성됩니다.</translation>
    </message>
    <message>
        <source>&amp;Certificate</source>
        <translation>인증서(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Private key</source>
        <translation>개인 키(&amp;P)</translation>
    </message>
    <message>
        <source>C&amp;A files</source>
        <translation>CA 파일(&amp;A)</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>인증서</translation>
    </message>
    <message>
        <source>site.pem</source>
        <translation>site.pem</translation>
    </message>
    <message>
        <source>Private key</source>
        <translation>개인 키</translation>
    </message>
    <message>
        <source>site.key</source>
        <translation>site.key</translation>
    </message>
    <message>
        <source>CA files</source>
        <translation>CA 파일</translation>
    </message>
    <message>
        <source>none, or intermediate.pem; root.pem</source>
        <translation>비워 두거나 intermediate.pem; root.pem</translation>
    </message>
    <message>
        <source>Use these files</source>
        <translation>이 파일 사용</translation>
    </message>
</context>
<context>
    <name>CertificateList</name>
    <message>
        <source>self-signed</source>
        <translation>자체 서명</translation>
    </message>
    <message>
        <source>made on first use</source>
        <translation>처음 사용할 때 생성</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>읽을 수 없음</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Covers</source>
        <translation>대상 이름</translation>
    </message>
    <message>
        <source>Issued by</source>
        <translation>발급자</translation>
    </message>
    <message>
        <source>Validity</source>
        <translation>유효 기간</translation>
    </message>
    <message>
        <source>not issued yet</source>
        <translation>발급 대기 중</translation>
    </message>
    <message>
        <source>Used by</source>
        <translation>사용하는 곳</translation>
    </message>
</context>
<context>
    <name>CertificateMend</name>
    <message>
        <source>“%1” lies outside the store and is never changed from here. Change it where it is, or import it.</source>
        <translation>“%1” 파일은 저장소 밖에 있으므로 여기에서 바꾸지 않습니다. 원래 위치에서 바꾸거나 가져오세요.</translation>
    </message>
</context>
<context>
    <name>CertificatePage</name>
    <message>
        <source>More</source>
        <translation>더 보기</translation>
    </message>
    <message>
        <source>Certificates</source>
        <translation>인증서</translation>
    </message>
    <message>
        <source>A certificate lets browsers encrypt what they send to your server. Each one here can be chosen in the Setup of a server; files that lie elsewhere are picked there.</source>
        <translation>인증서가 있으면 브라우저가 서버로 보내는 내용을 암호화할 수 있습니다. 여기 있는 인증서는 서버의 설정에서 고를 수 있으며, 다른 곳에 있는 파일도 그곳에서 선택합니다.</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>폴더 열기</translation>
    </message>
    <message>
        <source>New certificate…</source>
        <translation>새 인증서…</translation>
    </message>
    <message>
        <source>Link files…</source>
        <translation>파일 연결…</translation>
    </message>
    <message>
        <source>Renew…</source>
        <translation>갱신…</translation>
    </message>
    <message>
        <source>Copy request</source>
        <translation>요청 복사</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>제거…</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>가져오기…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>내보내기…</translation>
    </message>
    <message>
        <source>Check…</source>
        <translation>확인…</translation>
    </message>
    <message>
        <source>Will browsers accept it?</source>
        <translation>브라우저가 받아들일까요?</translation>
    </message>
</context>
<context>
    <name>CertificatePicker</name>
    <message>
        <source>%1 · %2 · %3</source>
        <comment>certificate name, issuer, days left</comment>
        <translation>%1 · %2 · %3</translation>
    </message>
    <message>
        <source>Pick files…</source>
        <translation>파일 선택…</translation>
    </message>
    <message>
        <source>Manage…</source>
        <translation>관리…</translation>
    </message>
    <message>
        <source>Manage certificates</source>
        <translation>인증서 관리</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>인증서</translation>
    </message>
    <message>
        <source>Files: %1</source>
        <translation>파일: %1</translation>
    </message>
    <message>
        <source>%1 · not in the store</source>
        <translation>%1 · 저장소에 없음</translation>
    </message>
</context>
<context>
    <name>CertificateRemoval</name>
    <message>
        <source>Remove certificate</source>
        <translation>인증서 제거</translation>
    </message>
    <message>
        <source>Remove “%1” with its private key?</source>
        <translation>“%1” 인증서를 개인 키와 함께 제거할까요?</translation>
    </message>
    <message>
        <source>No server uses it. The key cannot be brought back.</source>
        <translation>사용하는 서버가 없습니다. 키는 되돌릴 수 없습니다.</translation>
    </message>
    <message>
        <source>Used by: %1. They do not start again without it. The key cannot be brought back.</source>
        <translation>사용하는 서버: %1. 이 인증서가 없으면 다시 시작할 수 없습니다. 키는 되돌릴 수 없습니다.</translation>
    </message>
    <message>
        <source>Used by: %1. At their next start a self-signed one is made in its place.</source>
        <translation>사용하는 서버: %1. 다음에 시작할 때 자체 서명 인증서를 새로 만듭니다.</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>제거</translation>
    </message>
    <message>
        <source>“%1” is no longer listed. Its files are where they were.</source>
        <translation>“%1” 항목이 목록에서 빠졌습니다. 파일은 제자리에 그대로 있습니다.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
</context>
<context>
    <name>CertificateWords</name>
    <message numerus="yes">
        <source>expired %n day(s) ago</source>
        <translation>
            <numerusform>%n일 전에 만료됨</numerusform>
        </translation>
    </message>
    <message>
        <source>expires within a day</source>
        <translation>하루 안에 만료</translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) left</source>
        <translation>
            <numerusform>%n일 남음</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 외 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>self-signed</source>
        <translation>자체 서명</translation>
    </message>
    <message>
        <source>ECDSA P-256: what everybody understands</source>
        <translation>ECDSA P-256: 어디서나 통합니다</translation>
    </message>
    <message>
        <source>RSA 2048: for old clients</source>
        <translation>RSA 2048: 오래된 클라이언트용</translation>
    </message>
</context>
<context>
    <name>ChallengeCheck</name>
    <message>
        <source>it answered %1</source>
        <translation>응답이 %1입니다</translation>
    </message>
    <message>
        <source>something else came</source>
        <translation>다른 내용이 왔습니다</translation>
    </message>
</context>
<context>
    <name>ClosingQuestion</name>
    <message>
        <source>Close Forkyard</source>
        <translation>Forkyard 닫기</translation>
    </message>
    <message numerus="yes">
        <source>%n server(s) are running.</source>
        <translation>
            <numerusform>서버 %n개가 실행 중입니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>Servers can run on without this window. They are found again when you open it.</source>
        <translation>서버는 이 창이 없어도 계속 실행될 수 있으며, 창을 다시 열면 자동으로 연결됩니다.</translation>
    </message>
    <message>
        <source>Do not ask again</source>
        <translation>다시 묻지 않음</translation>
    </message>
    <message>
        <source>Keep running</source>
        <translation>계속 실행</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>중지하고 닫기</translation>
    </message>
</context>
<context>
    <name>Cluster</name>
    <message>
        <source>The server is not running.</source>
        <translation>서버가 실행 중이 아닙니다.</translation>
    </message>
    <message>
        <source>This server is of another version: it can only be watched.</source>
        <translation>이 서버는 버전이 달라 지켜보기만 할 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>ClusterDiagram</name>
    <message numerus="yes">
        <source>Picture: browsers connect to port %1, which %n worker(s) share</source>
        <translation>
            <numerusform>그림: 브라우저가 %1번 포트에 연결되고, 워커 %n개가 그 포트를 함께 씁니다</numerusform>
        </translation>
    </message>
    <message>
        <source>Worker %1</source>
        <translation>워커 %1</translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>외 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>Browsers</source>
        <translation>브라우저</translation>
    </message>
    <message>
        <source>on this computer</source>
        <translation>이 컴퓨터에서</translation>
    </message>
    <message>
        <source>Port %1</source>
        <translation>포트 %1</translation>
    </message>
</context>
<context>
    <name>CompareDialog</name>
    <message>
        <source>Compare</source>
        <translation>비교</translation>
    </message>
    <message>
        <source>The file on the disk</source>
        <translation>디스크에 있는 파일</translation>
    </message>
    <message>
        <source>With your changes</source>
        <translation>내 변경 사항을 반영한 파일</translation>
    </message>
</context>
<context>
    <name>DraftBar</name>
    <message numerus="yes">
        <source>%n change(s) not saved yet. Start saves and uses them.</source>
        <translation>
            <numerusform>저장하지 않은 변경 사항이 %n개 있습니다. 시작하면 저장하고 사용합니다.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n change(s) not in use yet.</source>
        <translation>
            <numerusform>아직 적용하지 않은 변경 사항이 %n개 있습니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>The file has changed; the running server still uses the old settings.</source>
        <translation>파일이 변경되었지만 실행 중인 서버는 아직 이전 설정을 사용합니다.</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>저장</translation>
    </message>
    <message>
        <source>Apply: replaces workers one by one</source>
        <translation>적용: 워커를 하나씩 교체</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>버리기</translation>
    </message>
    <message>
        <source>The file was changed outside while you were changing the setup here.</source>
        <translation>여기서 설정을 바꾸는 동안 다른 프로그램이 파일을 변경했습니다.</translation>
    </message>
    <message>
        <source>Reload the file</source>
        <translation>파일 다시 읽기</translation>
    </message>
    <message>
        <source>Keep mine</source>
        <translation>내 변경 유지</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>비교</translation>
    </message>
</context>
<context>
    <name>ElsewhereBar</name>
    <message>
        <source>Add to my servers</source>
        <translation>내 서버에 추가</translation>
    </message>
    <message>
        <source>This server was started elsewhere, from %1. It can be watched and steered from here.</source>
        <translation>%1 파일로 다른 곳에서 시작한 서버입니다. 여기서 지켜보고 제어할 수 있습니다.</translation>
    </message>
    <message>
        <source>This server was started elsewhere, without a file. It can be watched and steered from here.</source>
        <translation>파일 없이 다른 곳에서 시작한 서버입니다. 여기서 지켜보고 제어할 수 있습니다.</translation>
    </message>
    <message>
        <source>This server, which was started elsewhere, has ended. It leaves the list when you turn to another.</source>
        <translation>다른 곳에서 시작한 이 서버는 종료되었습니다. 다른 서버를 선택하면 목록에서 사라집니다.</translation>
    </message>
    <message>
        <source>The server of this name that runs now was started elsewhere, without a file. Changes made here do not reach it.</source>
        <translation>지금 실행 중인 이 이름의 서버는 파일 없이 다른 곳에서 시작되었습니다. 여기서 바꾼 내용은 이 서버에 적용되지 않습니다.</translation>
    </message>
    <message>
        <source>The server of this name that runs now uses another file, %1. Changes made here do not reach it.</source>
        <translation>지금 실행 중인 이 이름의 서버는 다른 파일(%1)을 사용합니다. 여기서 바꾼 내용은 이 서버에 적용되지 않습니다.</translation>
    </message>
</context>
<context>
    <name>EmptyPage</name>
    <message>
        <source>No server yet</source>
        <translation>아직 서버가 없습니다</translation>
    </message>
    <message>
        <source>Your servers will be listed here. Each is a small file that you can also edit by hand.</source>
        <translation>서버 목록이 여기에 표시됩니다. 각 서버는 직접 편집할 수도 있는 작은 파일입니다.</translation>
    </message>
    <message>
        <source>New server</source>
        <translation>새 서버</translation>
    </message>
</context>
<context>
    <name>EventModel</name>
    <message>
        <source>Time</source>
        <translation>시간</translation>
    </message>
    <message>
        <source>Worker</source>
        <translation>워커</translation>
    </message>
    <message>
        <source>PID</source>
        <translation>PID</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>이벤트</translation>
    </message>
    <message>
        <source>now</source>
        <translation>지금</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>%1 전</translation>
    </message>
    <message>
        <source>worker %1</source>
        <translation>워커 %1</translation>
    </message>
    <message>
        <source>workers %1–%2</source>
        <comment>all in one process</comment>
        <translation>워커 %1–%2</translation>
    </message>
    <message>
        <source>master</source>
        <translation>마스터</translation>
    </message>
</context>
<context>
    <name>EventSentences</name>
    <message>
        <source>Restarting at once.</source>
        <translation>즉시 다시 시작합니다.</translation>
    </message>
    <message>
        <source>Restarting in %1.</source>
        <translation>%1 후에 다시 시작합니다.</translation>
    </message>
    <message>
        <source>Given up on it.</source>
        <translation>더는 다시 시작하지 않습니다.</translation>
    </message>
    <message>
        <source>Ended to be restarted, after %1.</source>
        <translation>다시 시작하기 위해 %1 만에 종료되었습니다.</translation>
    </message>
    <message>
        <source>Replaced by a newer generation, after %1.</source>
        <translation>%1 만에 새 세대로 교체되었습니다.</translation>
    </message>
    <message>
        <source>Ended because its master was gone, after %1.</source>
        <translation>마스터가 사라져 %1 만에 종료되었습니다.</translation>
    </message>
    <message>
        <source>Stopped as asked in the panel, after %1.</source>
        <translation>제어판의 요청으로 %1 만에 중지되었습니다.</translation>
    </message>
    <message>
        <source>Stopped as asked on the command line, after %1.</source>
        <translation>명령줄의 요청으로 %1 만에 중지되었습니다.</translation>
    </message>
    <message>
        <source>Stopped after %1.</source>
        <translation>%1 만에 중지되었습니다.</translation>
    </message>
    <message>
        <source>Failed before it was ready: %1 after %2.</source>
        <translation>준비되기 전에 실패했습니다: %2 만에 %1.</translation>
    </message>
    <message>
        <source>Failed before it was ready: exit code %1 after %2.</source>
        <translation>준비되기 전에 실패했습니다: %2 만에 종료 코드 %1.</translation>
    </message>
    <message>
        <source>Failed before it was ready, after %1.</source>
        <translation>준비되기 전에 %1 만에 실패했습니다.</translation>
    </message>
    <message>
        <source>Stopping, because of %1.</source>
        <translation>%1 신호를 받아 중지하는 중입니다.</translation>
    </message>
    <message>
        <source>Stopping, as asked in the panel.</source>
        <translation>제어판의 요청으로 중지하는 중입니다.</translation>
    </message>
    <message>
        <source>Stopping, as asked on the command line.</source>
        <translation>명령줄의 요청으로 중지하는 중입니다.</translation>
    </message>
    <message>
        <source>Stopping.</source>
        <translation>중지하는 중입니다.</translation>
    </message>
    <message>
        <source>Has not answered for %1.</source>
        <translation>%1 동안 응답이 없습니다.</translation>
    </message>
    <message>
        <source>Has not answered for %1: sent it %2.</source>
        <translation>%1 동안 응답이 없어 %2 신호를 보냈습니다.</translation>
    </message>
    <message>
        <source>Draining: takes no new connections.</source>
        <translation>정리 중: 새 연결을 받지 않습니다.</translation>
    </message>
    <message numerus="yes">
        <source>Draining: takes no new connections, %n open.</source>
        <translation>
            <numerusform>정리 중: 새 연결을 받지 않으며, 열린 연결은 %n개입니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>Restarting the workers one by one.</source>
        <translation>워커를 하나씩 다시 시작합니다.</translation>
    </message>
    <message>
        <source>A certificate changed: replacing the workers one by one.</source>
        <translation>인증서가 변경되어 워커를 하나씩 교체합니다.</translation>
    </message>
    <message>
        <source>The configuration changed: replacing the workers one by one.</source>
        <translation>설정이 변경되어 워커를 하나씩 교체합니다.</translation>
    </message>
    <message>
        <source>Reloading: replacing the workers one by one.</source>
        <translation>다시 읽는 중: 워커를 하나씩 교체합니다.</translation>
    </message>
    <message>
        <source>%1 %2: no answer, the client was gone after %3 ms</source>
        <translation>%1 %2: 응답 없음, 클라이언트가 %3 ms 만에 떠났습니다</translation>
    </message>
    <message>
        <source>%1 %2: status %3, %4 in %5 ms</source>
        <translation>%1 %2: 상태 %3, %4, %5 ms</translation>
    </message>
    <message numerus="yes">
        <source>%1 (%n more not shown)</source>
        <translation>
            <numerusform>%1 (표시하지 않은 요청 %n개)</numerusform>
        </translation>
    </message>
    <message>
        <source>The access log %1 cannot be written: %2.</source>
        <translation>접근 로그 %1에 쓸 수 없습니다: %2.</translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) were lost.</source>
        <translation>
            <numerusform>%n줄이 사라졌습니다.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Answered 429 to %n request(s) over the limit for %1, the last from %2.</source>
        <translation>
            <numerusform>%1에 대한 요청 한도를 넘은 요청 %n개에 429로 응답했습니다. 마지막 요청은 %2에서 왔습니다.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Forkyard %1 started with %n worker(s).</source>
        <translation>
            <numerusform>워커 %n개로 Forkyard %1 버전을 시작했습니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>Listening on %1, port %2, %3.</source>
        <translation>주소 %1, 포트 %2에서 %3 요청을 기다립니다.</translation>
    </message>
    <message>
        <source>Cannot listen.</source>
        <translation>포트를 열 수 없습니다.</translation>
    </message>
    <message>
        <source>Configuration accepted: %1</source>
        <translation>설정을 받아들였습니다: %1</translation>
    </message>
    <message>
        <source>Configuration refused, the old one stays in use.</source>
        <translation>설정을 거부했습니다. 이전 설정을 계속 사용합니다.</translation>
    </message>
    <message>
        <source>Workers changed from %1 to %2.</source>
        <translation>워커 수 변경: %1개 → %2개</translation>
    </message>
    <message>
        <source>Reload called off after %1, the old workers stay.</source>
        <translation>다시 읽기를 %1 만에 취소했습니다. 이전 워커가 계속 실행됩니다.</translation>
    </message>
    <message>
        <source>Reload done in %1.</source>
        <translation>다시 읽기를 %1 만에 마쳤습니다.</translation>
    </message>
    <message>
        <source>Upgrading: %1 is to take over, as PID %2.</source>
        <translation>업그레이드: %1 프로그램이 PID %2로 서버를 넘겨받습니다.</translation>
    </message>
    <message>
        <source>Upgrade called off after %1, the old server serves on.</source>
        <translation>업그레이드를 %1 만에 취소했습니다. 이전 서버가 계속 실행됩니다.</translation>
    </message>
    <message>
        <source>Forkyard %1 took over after %2. The old workers finish what is open.</source>
        <translation>Forkyard %1 버전이 %2 만에 서버를 넘겨받았습니다. 이전 워커는 열린 연결을 마무리합니다.</translation>
    </message>
    <message numerus="yes">
        <source>Certificate for %1 in use, %n day(s) left.</source>
        <translation>
            <numerusform>%1의 인증서를 사용합니다. %n일 남았습니다.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Certificate for %1 expires in %n day(s).</source>
        <translation>
            <numerusform>%1의 인증서가 %n일 후에 만료됩니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>The keeper of the sessions ended, its workers being gone.</source>
        <translation>워커가 모두 끝나 세션 보관 프로세스도 종료되었습니다.</translation>
    </message>
    <message>
        <source>The keeper of the sessions could not be made: %1.</source>
        <translation>세션 보관 프로세스를 만들 수 없습니다: %1.</translation>
    </message>
    <message>
        <source>The keeper of the sessions exited with code %1 after %2, and what it held is lost.</source>
        <translation>세션 보관 프로세스가 %2 만에 종료 코드 %1번으로 끝나 보관하던 세션을 잃었습니다.</translation>
    </message>
    <message>
        <source>The keeper of the sessions was killed by %1 after %2, and what it held is lost.</source>
        <translation>세션 보관 프로세스가 %2 만에 %1 신호로 강제 종료되어 보관하던 세션을 잃었습니다.</translation>
    </message>
    <message>
        <source>The keeper of the sessions was forked as PID %1.</source>
        <translation>세션 보관 프로세스가 생성되었습니다(PID %1).</translation>
    </message>
    <message>
        <source>The session store cannot be used: %1</source>
        <translation>세션 저장소를 쓸 수 없습니다: %1</translation>
    </message>
    <message>
        <source>The session store can be used again.</source>
        <translation>세션 저장소를 다시 쓸 수 있습니다.</translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) lost: they came faster than they could be read.</source>
        <translation>
            <numerusform>읽는 속도보다 빨리 도착한 이벤트 %n개를 잃었습니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>Forked.</source>
        <translation>생성되었습니다.</translation>
    </message>
    <message>
        <source>Forked, restart %1.</source>
        <translation>생성되었습니다. 재시작 %1회째입니다.</translation>
    </message>
    <message>
        <source>Ready after %1.</source>
        <translation>%1 만에 준비되었습니다.</translation>
    </message>
    <message>
        <source>Wrote: %1</source>
        <translation>출력: %1</translation>
    </message>
    <message>
        <source>No process could be made (%1). Next attempt in %2.</source>
        <translation>프로세스를 만들지 못했습니다(%1). %2 후에 다시 시도합니다.</translation>
    </message>
    <message numerus="yes">
        <source>Next start in %1, after %n short life(s) in a row.</source>
        <translation>
            <numerusform>연속 %n번 짧게 실행되어 %1 후에 다시 시작합니다.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Given up after %n short life(s) in a row.</source>
        <translation>
            <numerusform>연속 %n번 짧게 실행되어 더는 다시 시작하지 않습니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>Its event loop stood still, so the master ended it after %1.</source>
        <translation>이벤트 루프가 멈추어 마스터가 %1 만에 종료했습니다.</translation>
    </message>
    <message>
        <source>Crashed with %1 after %2, core dumped.</source>
        <translation>%2 만에 %1 신호로 비정상 종료되었고 코어 덤프를 남겼습니다.</translation>
    </message>
    <message>
        <source>Crashed with %1 after %2.</source>
        <translation>%2 만에 %1 신호로 비정상 종료되었습니다.</translation>
    </message>
    <message>
        <source>Killed by the kernel after %1: out of memory.</source>
        <translation>메모리가 부족하여 %1 만에 커널이 종료했습니다.</translation>
    </message>
    <message>
        <source>Killed by %1 after %2, from outside Forkyard.</source>
        <translation>%2 만에 Forkyard 밖에서 보낸 %1 신호로 종료되었습니다.</translation>
    </message>
    <message>
        <source>Exited by itself with code %1 after %2.</source>
        <translation>%2 만에 종료 코드 %1번으로 스스로 종료했습니다.</translation>
    </message>
    <message>
        <source>Server started</source>
        <translation>서버 시작</translation>
    </message>
    <message>
        <source>Server stopping</source>
        <translation>서버 중지 중</translation>
    </message>
    <message>
        <source>Server stopped</source>
        <translation>서버 중지</translation>
    </message>
    <message>
        <source>Listening</source>
        <translation>수신 대기</translation>
    </message>
    <message>
        <source>Cannot listen</source>
        <translation>수신 실패</translation>
    </message>
    <message>
        <source>Configuration accepted</source>
        <translation>설정 수락</translation>
    </message>
    <message>
        <source>Configuration refused</source>
        <translation>설정 거부</translation>
    </message>
    <message>
        <source>Worker forked</source>
        <translation>워커 생성</translation>
    </message>
    <message>
        <source>Worker ready</source>
        <translation>워커 준비</translation>
    </message>
    <message>
        <source>Worker output</source>
        <translation>워커 출력</translation>
    </message>
    <message>
        <source>Worker draining</source>
        <translation>워커 정리 중</translation>
    </message>
    <message>
        <source>Worker exited</source>
        <translation>워커 종료</translation>
    </message>
    <message>
        <source>Worker not answering</source>
        <translation>워커 응답 없음</translation>
    </message>
    <message>
        <source>Restart delayed</source>
        <translation>재시작 지연</translation>
    </message>
    <message>
        <source>Given up</source>
        <translation>포기함</translation>
    </message>
    <message>
        <source>Workers changed</source>
        <translation>워커 수 변경</translation>
    </message>
    <message>
        <source>Reload started</source>
        <translation>다시 읽기 시작</translation>
    </message>
    <message>
        <source>Reload finished</source>
        <translation>다시 읽기 완료</translation>
    </message>
    <message>
        <source>Upgrade started</source>
        <translation>업그레이드 시작</translation>
    </message>
    <message>
        <source>Upgrade finished</source>
        <translation>업그레이드 완료</translation>
    </message>
    <message>
        <source>Certificate in use</source>
        <translation>인증서 사용</translation>
    </message>
    <message>
        <source>Certificate expiring</source>
        <translation>인증서 만료 임박</translation>
    </message>
    <message>
        <source>Keeper forked</source>
        <translation>보관 프로세스 생성</translation>
    </message>
    <message>
        <source>Keeper exited</source>
        <translation>보관 프로세스 종료</translation>
    </message>
    <message>
        <source>Session store down</source>
        <translation>세션 저장소 중단</translation>
    </message>
    <message>
        <source>Session store up</source>
        <translation>세션 저장소 복구</translation>
    </message>
    <message>
        <source>Request served</source>
        <translation>요청 처리</translation>
    </message>
    <message>
        <source>Requests over the limit</source>
        <translation>요청 한도 초과</translation>
    </message>
    <message>
        <source>Access log failed</source>
        <translation>접근 로그 쓰기 실패</translation>
    </message>
    <message>
        <source>Events lost</source>
        <translation>이벤트 손실</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1초</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1분 %2초</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1시간 %2분</translation>
    </message>
    <message>
        <source>%1 d %2 h</source>
        <translation>%1일 %2시간</translation>
    </message>
    <message>
        <source>Killed by %1 as asked in the panel, after %2.</source>
        <translation>제어판의 요청으로 %2 만에 %1 신호를 받고 종료되었습니다.</translation>
    </message>
    <message>
        <source>Killed by %1 as asked on the command line, after %2.</source>
        <translation>명령줄의 요청으로 %2 만에 %1 신호를 받고 종료되었습니다.</translation>
    </message>
    <message>
        <source>TLS sessions resume at every machine that shares the ticket keys.</source>
        <translation>티켓 키를 공유하는 모든 컴퓨터에서 TLS 세션이 재개됩니다.</translation>
    </message>
    <message>
        <source>TLS sessions resume here only, ticket keys are not shared by Redis: %1</source>
        <translation>티켓 키가 Redis로 공유되지 않아 TLS 세션이 이 컴퓨터에서만 재개됩니다: %1</translation>
    </message>
    <message>
        <source>Ticket keys shared</source>
        <translation>티켓 키 공유됨</translation>
    </message>
    <message>
        <source>Ticket keys not shared</source>
        <translation>티켓 키 공유 안 됨</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export certificate</source>
        <translation>인증서 내보내기</translation>
    </message>
    <message>
        <source>Which form does the other program ask for?</source>
        <translation>다른 프로그램에서 어떤 형식이 필요한가요?</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>내보내기</translation>
    </message>
    <message>
        <source>Write over a file that is there</source>
        <translation>이미 있는 파일 덮어쓰기</translation>
    </message>
    <message>
        <source>Certificate and chain (PEM)</source>
        <translation>인증서와 체인(PEM)</translation>
    </message>
    <message>
        <source>Certificate alone (DER)</source>
        <translation>인증서만(DER)</translation>
    </message>
    <message>
        <source>Key, certificate and chain (PKCS#12)</source>
        <translation>키, 인증서, 체인(PKCS#12)</translation>
    </message>
    <message>
        <source>Key, certificate and chain (PEM)</source>
        <translation>키, 인증서, 체인(PEM)</translation>
    </message>
    <message>
        <source>Private key (PEM)</source>
        <translation>개인 키(PEM)</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>형식</translation>
    </message>
    <message>
        <source>File</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>This file holds the private key: whoever has it can pose as your server.</source>
        <translation>이 파일에는 개인 키가 들어 있습니다. 가진 사람은 누구나 내 서버인 척할 수 있습니다.</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>찾아보기…</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>암호</translation>
    </message>
</context>
<context>
    <name>FileField</name>
    <message>
        <source>Browse…</source>
        <translation>찾아보기…</translation>
    </message>
    <message>
        <source>Browse: %1</source>
        <translation>찾아보기: %1</translation>
    </message>
    <message>
        <source>Certificates and keys (*.pem *.crt *.cer *.key)</source>
        <translation>인증서와 키 (*.pem *.crt *.cer *.key)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>모든 파일 (*)</translation>
    </message>
</context>
<context>
    <name>FolderFields</name>
    <message>
        <source>The folder to serve</source>
        <translation>제공할 폴더</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>폴더</translation>
    </message>
    <message>
        <source>Choose the folder with your files.</source>
        <translation>파일이 있는 폴더를 선택하세요.</translation>
    </message>
    <message>
        <source>There is no such folder.</source>
        <translation>그런 폴더가 없습니다.</translation>
    </message>
    <message>
        <source>That is a file. Choose the folder it is in.</source>
        <translation>이것은 파일입니다. 파일이 들어 있는 폴더를 선택하세요.</translation>
    </message>
    <message>
        <source>You may not read this folder.</source>
        <translation>이 폴더를 읽을 권한이 없습니다.</translation>
    </message>
    <message>
        <source>Visitors see a list of its files.</source>
        <translation>방문자는 파일 목록을 봅니다.</translation>
    </message>
    <message>
        <source>It has no index.html: its address answers “not found”.</source>
        <translation>index.html이 없어 주소를 열면 “찾을 수 없음”이 표시됩니다.</translation>
    </message>
    <message>
        <source>Visitors see %1 first.</source>
        <translation>방문자는 %1 파일을 먼저 봅니다.</translation>
    </message>
    <message>
        <source>Visitors see %1 where nothing else is found.</source>
        <translation>다른 파일이 없으면 방문자는 %1 파일을 봅니다.</translation>
    </message>
    <message>
        <source>Folder to serve</source>
        <translation>제공할 폴더</translation>
    </message>
    <message>
        <source>the folder with your index.html</source>
        <translation>index.html이 있는 폴더</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>찾아보기…</translation>
    </message>
    <message>
        <source>Browse for the folder to serve</source>
        <translation>제공할 폴더 찾아보기</translation>
    </message>
    <message>
        <source>List files</source>
        <translation>파일 목록 표시</translation>
    </message>
    <message>
        <source>A folder without an index page shows a list of its files.</source>
        <translation>색인 페이지가 없는 폴더는 파일 목록을 보여 줍니다.</translation>
    </message>
</context>
<context>
    <name>ForkyardStyle</name>
    <message>
        <source>Empty this box</source>
        <translation>입력란 비우기</translation>
    </message>
</context>
<context>
    <name>HandlerEditor</name>
    <message>
        <source>What is served</source>
        <translation>제공할 내용</translation>
    </message>
</context>
<context>
    <name>HelloFields</name>
    <message>
        <source>Hello page</source>
        <translation>인사 페이지</translation>
    </message>
    <message>
        <source>Workers exit with code 1 after their first answer, to watch restarts.</source>
        <translation>재시작을 관찰하도록 워커가 첫 응답 후 코드 1로 종료합니다.</translation>
    </message>
    <message>
        <source>Each answer names the worker that gave it.</source>
        <translation>응답마다 어느 워커가 보냈는지 표시됩니다.</translation>
    </message>
    <message>
        <source>Greeting</source>
        <translation>인사말</translation>
    </message>
    <message>
        <source>Crash after</source>
        <translation>응답 후 강제 종료</translation>
    </message>
    <message>
        <source>The worker exits with code 1 this long after its first answer, to watch restarts.</source>
        <translation>첫 응답 후 이 시간이 지나면 워커가 코드 1로 종료하므로 재시작을 관찰할 수 있습니다.</translation>
    </message>
    <message>
        <source> s</source>
        <comment>seconds, after a number</comment>
        <translation>초</translation>
    </message>
    <message>
        <source>Seconds from the first answer to the crash</source>
        <translation>첫 응답부터 종료까지의 시간(초)</translation>
    </message>
</context>
<context>
    <name>HttpRedirectRow</name>
    <message>
        <source>The file has a route of its own for http.</source>
        <translation>파일에 http용 경로가 따로 있습니다.</translation>
    </message>
    <message>
        <source>Port %1 is the one for https.</source>
        <translation>%1번 포트는 https가 사용합니다.</translation>
    </message>
    <message>
        <source>The log says which port it is.</source>
        <translation>어느 포트인지는 로그에 표시됩니다.</translation>
    </message>
    <message>
        <source>http://localhost:%1 leads to https.</source>
        <translation>http://localhost:%1 주소는 https로 연결됩니다.</translation>
    </message>
    <message>
        <source>Also send http to https, from port</source>
        <translation>http도 https로 보내기, 포트</translation>
    </message>
    <message>
        <source>Who opens the address with http:// is sent on to https://.</source>
        <translation>http://로 주소를 열면 https://로 이동합니다.</translation>
    </message>
    <message>
        <source>Port for http</source>
        <translation>http 포트</translation>
    </message>
    <message>
        <source>Any free</source>
        <translation>빈 포트</translation>
    </message>
</context>
<context>
    <name>LifeModel</name>
    <message>
        <source>%1: %2</source>
        <comment>heading, then value</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Ended with its server.</source>
        <translation>서버와 함께 종료되었습니다.</translation>
    </message>
    <message>
        <source>Finishes its connections.</source>
        <translation>남은 연결을 마무리하는 중입니다.</translation>
    </message>
    <message>
        <source>Serves.</source>
        <translation>응답하는 중입니다.</translation>
    </message>
    <message>
        <source>Starts.</source>
        <translation>시작하는 중입니다.</translation>
    </message>
    <message>
        <source>Worker</source>
        <translation>워커</translation>
    </message>
    <message>
        <source>PID</source>
        <translation>PID</translation>
    </message>
    <message>
        <source>Generation</source>
        <translation>세대</translation>
    </message>
    <message>
        <source>Forked at</source>
        <translation>생성 시각</translation>
    </message>
    <message>
        <source>Lived</source>
        <translation>지속 시간</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>요청</translation>
    </message>
    <message>
        <source>How it ended</source>
        <translation>종료 경위</translation>
    </message>
    <message>
        <source>Certificate (SHA-256)</source>
        <translation>인증서(SHA-256)</translation>
    </message>
</context>
<context>
    <name>LifeTable</name>
    <message>
        <source>Lives of the workers</source>
        <translation>워커의 생애</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Import certificate</source>
        <translation>인증서 가져오기</translation>
    </message>
    <message>
        <source>Certificates, keys and chains in any form and order: choose or drop the files, or paste PEM text. They are copied into the store.</source>
        <translation>형식과 순서에 상관없이 인증서, 키, 체인을 가져옵니다. 파일을 선택하거나 끌어다 놓거나 PEM 텍스트를 붙여 넣으세요. 저장소에 복사됩니다.</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>가져오기</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>none, or several with ; between</source>
        <translation>없음, 여러 개는 ;로 구분</translation>
    </message>
    <message>
        <source>Pasted text</source>
        <translation>붙여 넣은 텍스트</translation>
    </message>
    <message>
        <source>Choose files, or paste.</source>
        <translation>파일을 선택하거나 붙여 넣으세요.</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>암호</translation>
    </message>
    <message>
        <source>Found: %1, covers %2. Issued by %3.</source>
        <translation>찾음: %1, 포함하는 이름: %2. 발급자: %3.</translation>
    </message>
    <message>
        <source>Found: %1, covers %2. It is self-signed.</source>
        <translation>찾음: %1, 포함하는 이름: %2. 자체 서명 인증서입니다.</translation>
    </message>
    <message>
        <source>Completes “%1”, which waits for it.</source>
        <translation>기다리던 “%1” 항목을 완성합니다.</translation>
    </message>
    <message numerus="yes">
        <source>%n certificate(s) or key(s) were there more than once.</source>
        <translation>
            <numerusform>중복된 인증서나 키가 %n개 있었습니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>Not part of it, left out: %1</source>
        <translation>관련이 없어 제외함: %1</translation>
    </message>
</context>
<context>
    <name>InspectServerDialog</name>
    <message>
        <source>Inspect</source>
        <translation>살펴보기</translation>
    </message>
    <message>
        <source>Inspect a server</source>
        <translation>서버 살펴보기</translation>
    </message>
    <message>
        <source>Which server? Its address and port, as shop.test:8443.</source>
        <translation>어느 서버인가요? shop.test:8443처럼 주소와 포트를 입력하세요.</translation>
    </message>
    <message>
        <source>Address and port</source>
        <translation>주소와 포트</translation>
    </message>
    <message>
        <source>Working</source>
        <translation>작업 중</translation>
    </message>
    <message>
        <source>This is not an address that can be asked.</source>
        <translation>확인할 수 있는 주소가 아닙니다.</translation>
    </message>
    <message>
        <source>It could not be asked.</source>
        <translation>서버를 확인하지 못했습니다.</translation>
    </message>
    <message>
        <source>No TLS handshake with %1, port %2.</source>
        <translation>%1, 포트 %2에서 TLS 핸드셰이크를 하지 못했습니다.</translation>
    </message>
    <message>
        <source>This system trusts it.</source>
        <translation>이 시스템이 신뢰합니다.</translation>
    </message>
    <message>
        <source>This system does not trust it: %1</source>
        <translation>이 시스템이 신뢰하지 않습니다: %1</translation>
    </message>
    <message>
        <source>%1, %2, no protocol agreed</source>
        <translation>%1, %2, 합의된 프로토콜 없음</translation>
    </message>
    <message>
        <source>%1, %2, agreed on %3</source>
        <translation>%1, %2, 합의된 프로토콜 %3</translation>
    </message>
</context>
<context>
    <name>LineChart</name>
    <message>
        <source>%1 at %2</source>
        <translation>%2에 %1</translation>
    </message>
</context>
<context>
    <name>LogPane</name>
    <message>
        <source>Log</source>
        <translation>로그</translation>
    </message>
    <message>
        <source>Kind of event</source>
        <translation>이벤트 종류</translation>
    </message>
    <message>
        <source>Worker</source>
        <translation>워커</translation>
    </message>
    <message>
        <source>Find in the log</source>
        <translation>로그에서 찾기</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>찾기</translation>
    </message>
    <message>
        <source>Enter goes to the next match, Shift+Enter to the one before</source>
        <translation>Enter는 다음, Shift+Enter는 이전 일치 항목으로 이동합니다</translation>
    </message>
    <message>
        <source>Show only events that hold the text</source>
        <translation>이 글자가 있는 이벤트만 표시</translation>
    </message>
    <message>
        <source>Show only matches</source>
        <translation>일치 항목만 표시</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>따라가기</translation>
    </message>
    <message>
        <source>Scroll to the newest event by itself (End)</source>
        <translation>최신 이벤트로 자동 스크롤 (End)</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>지우기</translation>
    </message>
    <message>
        <source>Clear the log</source>
        <translation>로그 지우기</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>내보내기…</translation>
    </message>
    <message>
        <source>Export the log</source>
        <translation>로그 내보내기</translation>
    </message>
    <message>
        <source>Show all events</source>
        <translation>모든 이벤트 표시</translation>
    </message>
    <message>
        <source>All kinds</source>
        <translation>모든 종류</translation>
    </message>
    <message>
        <source>All but requests</source>
        <translation>요청을 뺀 전체</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>문제</translation>
    </message>
    <message>
        <source>All workers</source>
        <translation>모든 워커</translation>
    </message>
    <message>
        <source>Master</source>
        <translation>마스터</translation>
    </message>
    <message>
        <source>Worker %1</source>
        <translation>워커 %1</translation>
    </message>
    <message>
        <source>No match</source>
        <translation>일치 항목 없음</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1/%2</translation>
    </message>
    <message numerus="yes">
        <source>%n match(es)</source>
        <translation>
            <numerusform>%n개 일치</numerusform>
        </translation>
    </message>
    <message>
        <source>What happens to the server and its workers appears here.</source>
        <translation>서버와 워커에 일어나는 일이 여기에 표시됩니다.</translation>
    </message>
    <message>
        <source>No event fits what is chosen above.</source>
        <translation>위에서 선택한 조건에 맞는 이벤트가 없습니다.</translation>
    </message>
    <message>
        <source>Time of &amp;Day</source>
        <translation>시각(&amp;D)</translation>
    </message>
    <message>
        <source>How Long &amp;Ago</source>
        <translation>지난 시간(&amp;A)</translation>
    </message>
    <message>
        <source>Since the &amp;Server&apos;s Start</source>
        <translation>서버 시작 이후(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>복사(&amp;C)</translation>
    </message>
    <message>
        <source>Select &amp;All</source>
        <translation>모두 선택(&amp;A)</translation>
    </message>
    <message>
        <source>Show &amp;Time as</source>
        <translation>시간 표시 방식(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>내보내기(&amp;E)…</translation>
    </message>
    <message>
        <source>Export the Log</source>
        <translation>로그 내보내기</translation>
    </message>
    <message>
        <source>Text (*.txt)</source>
        <translation>텍스트 (*.txt)</translation>
    </message>
    <message>
        <source>CSV table (*.csv)</source>
        <translation>CSV 표 (*.csv)</translation>
    </message>
    <message>
        <source>JSON lines (*.jsonl)</source>
        <translation>JSON 줄 (*.jsonl)</translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) saved to %1.</source>
        <translation>
            <numerusform>이벤트 %n개를 %1에 저장했습니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>Cannot write %1: %2</source>
        <translation>%1에 쓸 수 없습니다: %2</translation>
    </message>
</context>
<context>
    <name>LogRow</name>
    <message>
        <source>Requests are only counted.</source>
        <translation>요청 수만 셉니다.</translation>
    </message>
    <message>
        <source>At most about 1000 a second are shown, the others only counted.</source>
        <translation>1초에 약 1000개까지 보여 주고, 나머지는 수만 셉니다.</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>끔</translation>
    </message>
    <message>
        <source>Requests are not written down</source>
        <translation>요청을 기록하지 않습니다</translation>
    </message>
    <message>
        <source>In this window</source>
        <translation>이 창에</translation>
    </message>
    <message>
        <source>Each request is an event in the log below</source>
        <translation>요청마다 아래 로그에 이벤트로 표시합니다</translation>
    </message>
    <message>
        <source>To a file</source>
        <translation>파일에</translation>
    </message>
    <message>
        <source>Each request is a line of a file, in the combined format</source>
        <translation>요청마다 파일에 combined 형식으로 한 줄씩 기록합니다</translation>
    </message>
</context>
<context>
    <name>LogView</name>
    <message>
        <source>Log</source>
        <translation>로그</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>New server</source>
        <translation>새 서버</translation>
    </message>
    <message>
        <source>%1 – Forkyard</source>
        <translation>%1 – Forkyard</translation>
    </message>
    <message>
        <source>Forkyard</source>
        <translation>Forkyard</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>이름 바꾸기</translation>
    </message>
    <message>
        <source>Title of the server:</source>
        <translation>서버 이름:</translation>
    </message>
    <message>
        <source>About Forkyard</source>
        <translation>Forkyard 정보</translation>
    </message>
    <message>
        <source>Forkyard %1</source>
        <translation>Forkyard %1</translation>
    </message>
    <message>
        <source>Pre-forked HTTPS and HTTP/2 servers, and what their workers do, in one window.

MIT License. Built with Qt, OpenSSL, nghttp2 and Boost.Beast.</source>
        <translation>미리 생성된 워커로 동작하는 HTTPS·HTTP/2 서버와 워커의 상태를 한 창에서 보여 줍니다.

MIT 라이선스. Qt, OpenSSL, nghttp2, Boost.Beast를 사용하여 만들었습니다.</translation>
    </message>
</context>
<context>
    <name>Mend</name>
    <message>
        <source>Use port %1</source>
        <translation>포트 %1 사용</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>%1 사용</translation>
    </message>
    <message>
        <source>Use the self-signed one</source>
        <translation>자체 서명 인증서 사용</translation>
    </message>
    <message>
        <source>Pick files…</source>
        <translation>파일 선택…</translation>
    </message>
    <message>
        <source>Copy command</source>
        <translation>명령 복사</translation>
    </message>
    <message>
        <source>Open file</source>
        <translation>파일 열기</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>다시 시도</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>보기</translation>
    </message>
    <message>
        <source>Restart server</source>
        <translation>서버 다시 시작</translation>
    </message>
    <message>
        <source>Stop it</source>
        <translation>그 프로그램 중지</translation>
    </message>
    <message>
        <source>End it</source>
        <translation>강제 종료</translation>
    </message>
    <message>
        <source>Start them again</source>
        <translation>워커 다시 시작</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>다시 시작</translation>
    </message>
    <message>
        <source>Make it private</source>
        <translation>본인만 읽게 하기</translation>
    </message>
    <message>
        <source>Start server</source>
        <translation>서버 시작</translation>
    </message>
    <message>
        <source>Reload server</source>
        <translation>서버 다시 읽기</translation>
    </message>
    <message>
        <source>Renew…</source>
        <translation>갱신…</translation>
    </message>
    <message>
        <source>Put in order</source>
        <translation>순서 맞추기</translation>
    </message>
    <message>
        <source>Add the missing one…</source>
        <translation>빠진 인증서 추가…</translation>
    </message>
    <message>
        <source>Give the passphrase…</source>
        <translation>암호 입력…</translation>
    </message>
    <message>
        <source>Make a trusted one…</source>
        <translation>신뢰받는 인증서 만들기…</translation>
    </message>
    <message>
        <source>Trust…</source>
        <translation>신뢰…</translation>
    </message>
    <message>
        <source>Make an authority…</source>
        <translation>인증 기관 만들기…</translation>
    </message>
    <message>
        <source>More names…</source>
        <translation>이름 추가…</translation>
    </message>
</context>
<context>
    <name>MetricsRow</name>
    <message>
        <source>No web browser could be started. The address was copied instead.</source>
        <translation>웹 브라우저를 시작할 수 없어 주소를 대신 복사했습니다.</translation>
    </message>
    <message>
        <source>The figures are seen in this window only.</source>
        <translation>수치는 이 창에서만 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>Type an address, such as 127.0.0.1.</source>
        <translation>주소를 입력하세요. 예: 127.0.0.1</translation>
    </message>
    <message>
        <source>This is no address. The port has a field of its own.</source>
        <translation>주소가 아닙니다. 포트는 옆 칸에 따로 입력하세요.</translation>
    </message>
    <message>
        <source>Port %1 is one that this server serves on.</source>
        <translation>%1번 포트는 이 서버의 응답에 쓰입니다.</translation>
    </message>
    <message>
        <source>The port is told here once it runs.</source>
        <translation>실행되면 포트가 여기에 표시됩니다.</translation>
    </message>
    <message>
        <source>%1 is open to whoever reaches it.</source>
        <translation>%1: 접근할 수 있는 누구나 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>끔</translation>
    </message>
    <message>
        <source>No other program reads the figures</source>
        <translation>다른 프로그램은 수치를 읽지 않습니다</translation>
    </message>
    <message>
        <source>For Prometheus</source>
        <translation>Prometheus용</translation>
    </message>
    <message>
        <source>Prometheus reads the figures of all workers from one page</source>
        <translation>Prometheus가 모든 워커의 수치를 한 페이지에서 읽습니다</translation>
    </message>
    <message>
        <source>Address for the metrics</source>
        <translation>메트릭 주소</translation>
    </message>
    <message>
        <source>Port for the metrics</source>
        <translation>메트릭 포트</translation>
    </message>
    <message>
        <source>Any free</source>
        <translation>빈 포트</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>열기</translation>
    </message>
    <message>
        <source>Open the metrics in a browser</source>
        <translation>브라우저에서 메트릭 열기</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>복사</translation>
    </message>
    <message>
        <source>Copy the address of the metrics</source>
        <translation>메트릭 주소 복사</translation>
    </message>
</context>
<context>
    <name>MetricsStrip</name>
    <message>
        <source>Charts</source>
        <translation>차트</translation>
    </message>
    <message>
        <source>Show the figures over time</source>
        <translation>시간에 따른 수치 보기</translation>
    </message>
    <message>
        <source>5 min</source>
        <translation>5분</translation>
    </message>
    <message>
        <source>The last 5 minutes, by the second</source>
        <translation>최근 5분, 초 단위</translation>
    </message>
    <message>
        <source>1 h</source>
        <translation>1시간</translation>
    </message>
    <message>
        <source>The last hour</source>
        <translation>최근 1시간</translation>
    </message>
    <message>
        <source>24 h</source>
        <translation>24시간</translation>
    </message>
    <message>
        <source>The last 24 hours, by the minute</source>
        <translation>최근 24시간, 분 단위</translation>
    </message>
    <message>
        <source>Requests/s</source>
        <translation>요청/초</translation>
    </message>
    <message>
        <source>p99, ms</source>
        <translation>p99, ms</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>연결</translation>
    </message>
    <message>
        <source>CPU, %</source>
        <translation>CPU, %</translation>
    </message>
    <message>
        <source>Requests answered a second</source>
        <translation>초당 응답한 요청 수</translation>
    </message>
    <message>
        <source>99 of 100 requests were answered within this time (p99)</source>
        <translation>요청 100건 중 99건이 이 시간 안에 응답되었습니다(p99)</translation>
    </message>
    <message>
        <source>Connections that are open now</source>
        <translation>지금 열려 있는 연결</translation>
    </message>
    <message>
        <source>CPU time of all workers; 100 % is one CPU</source>
        <translation>모든 워커의 CPU 시간. 100%가 CPU 하나입니다</translation>
    </message>
    <message>
        <source>%1 req/s</source>
        <translation>요청 %1/초</translation>
    </message>
    <message>
        <source>p99 %1 ms</source>
        <translation>p99 %1 ms</translation>
    </message>
    <message numerus="yes">
        <source>%n connection(s)</source>
        <translation>
            <numerusform>연결 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>– connections</source>
        <translation>연결 –</translation>
    </message>
    <message>
        <source>CPU %1 %</source>
        <translation>CPU %1%</translation>
    </message>
</context>
<context>
    <name>ModelRow</name>
    <message>
        <source>A crash ends one worker, and the others serve on.</source>
        <translation>하나가 비정상 종료되어도 나머지 워커는 계속 응답합니다.</translation>
    </message>
    <message>
        <source>The workers share their memory, and one crash ends them all.</source>
        <translation>워커들이 메모리를 함께 쓰고, 한 번의 비정상 종료로 모두 끝납니다.</translation>
    </message>
    <message>
        <source>Processes</source>
        <translation>프로세스</translation>
    </message>
    <message>
        <source>Each worker is a process of its own</source>
        <translation>워커마다 프로세스가 따로 있습니다</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>스레드</translation>
    </message>
    <message>
        <source>All workers are threads of one process</source>
        <translation>모든 워커가 한 프로세스의 스레드입니다</translation>
    </message>
</context>
<context>
    <name>MoreOptions</name>
    <message>
        <source>Fewer options</source>
        <translation>옵션 줄이기</translation>
    </message>
    <message>
        <source>More options</source>
        <translation>옵션 더 보기</translation>
    </message>
    <message>
        <source>Plain http</source>
        <translation>일반 http</translation>
    </message>
    <message>
        <source>Log requests</source>
        <translation>요청 기록</translation>
    </message>
    <message>
        <source>Workers are</source>
        <translation>워커 방식</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>세션</translation>
    </message>
    <message>
        <source>Metrics</source>
        <translation>메트릭</translation>
    </message>
</context>
<context>
    <name>Notifications</name>
    <message>
        <source>The server has failed. Nobody is answered.</source>
        <translation>서버가 실패했습니다. 아무에게도 응답하지 못합니다.</translation>
    </message>
    <message>
        <source>Workers crash again and again.</source>
        <translation>워커가 되풀이해서 비정상 종료됩니다.</translation>
    </message>
</context>
<context>
    <name>OtherFields</name>
    <message>
        <source>As the file says</source>
        <translation>파일에 적힌 대로</translation>
    </message>
    <message>
        <source>%1. To change it, open the file.</source>
        <translation>%1. 바꾸려면 파일을 여세요.</translation>
    </message>
</context>
<context>
    <name>PortHelp</name>
    <message>
        <source>It belongs to another user of this computer, so it cannot be named from here.</source>
        <translation>이 컴퓨터의 다른 사용자의 프로그램이라 여기서는 이름을 알 수 없습니다.</translation>
    </message>
    <message>
        <source>%1, PID %2, of user %3, since %4</source>
        <translation>%1, PID %2, 사용자 %3, %4부터 실행 중</translation>
    </message>
    <message>
        <source>This server itself holds it, by its settings so far. The change needs a stop and a start.</source>
        <translation>이 서버가 지금까지의 설정으로 이 포트를 사용하고 있습니다. 바꾸려면 중지했다가 시작해야 합니다.</translation>
    </message>
</context>
<context>
    <name>PortHolder</name>
    <message>
        <source>The program (PID %1) was asked to end and has not. End it yourself, or use another port.</source>
        <translation>프로그램(PID %1)에 종료를 요청했지만 아직 종료되지 않았습니다. 직접 종료하거나 다른 포트를 사용하세요.</translation>
    </message>
    <message>
        <source>Another program holds the port now. Nothing was ended.</source>
        <translation>지금은 다른 프로그램이 이 포트를 사용하고 있습니다. 아무것도 종료하지 않았습니다.</translation>
    </message>
</context>
<context>
    <name>NewCertificateDialog</name>
    <message>
        <source>New certificate</source>
        <translation>새 인증서</translation>
    </message>
    <message>
        <source>For which names? Separate several with spaces.</source>
        <translation>어떤 이름에 쓸 인증서인가요? 여러 개는 공백으로 구분하세요.</translation>
    </message>
    <message>
        <source>Make certificate</source>
        <translation>인증서 만들기</translation>
    </message>
    <message>
        <source>Names</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>There is no certificate authority on this computer yet. Browsers accept what it signs once it is trusted here.</source>
        <translation>이 컴퓨터에 아직 인증 기관이 없습니다. 만들어 신뢰하면 서명한 인증서를 브라우저가 받아들입니다.</translation>
    </message>
    <message>
        <source>Make one…</source>
        <translation>만들기…</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>고급</translation>
    </message>
    <message>
        <source>The certificate authority of this computer</source>
        <translation>이 컴퓨터의 인증 기관</translation>
    </message>
    <message>
        <source>Nobody: self-signed, browsers will warn</source>
        <translation>없음: 자체 서명, 브라우저가 경고합니다</translation>
    </message>
    <message>
        <source>Somebody else: make a request (CSR) for them</source>
        <translation>다른 기관: 서명 요청(CSR) 만들기</translation>
    </message>
    <message>
        <source>A server</source>
        <translation>서버</translation>
    </message>
    <message>
        <source>A client, to show who it is</source>
        <translation>클라이언트, 신원 확인용</translation>
    </message>
    <message>
        <source>Signed by</source>
        <translation>서명자</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>키</translation>
    </message>
    <message>
        <source>Valid for days</source>
        <translation>유효 일수</translation>
    </message>
    <message>
        <source>Used by</source>
        <translation>사용하는 곳</translation>
    </message>
    <message>
        <source>Passphrase of the authority</source>
        <translation>인증 기관의 암호</translation>
    </message>
    <message>
        <source>Make request</source>
        <translation>요청 만들기</translation>
    </message>
</context>
<context>
    <name>MoreMenu</name>
    <message>
        <source>Certificate for a &amp;public name…</source>
        <translation>공개 이름의 인증서(&amp;P)…</translation>
    </message>
    <message>
        <source>Make a &amp;request (CSR)…</source>
        <translation>서명 요청(CSR) 만들기(&amp;R)…</translation>
    </message>
    <message>
        <source>&amp;Sign a request (CSR)…</source>
        <translation>서명 요청(CSR)에 서명(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Inspect a server…</source>
        <translation>서버 살펴보기(&amp;I)…</translation>
    </message>
</context>
<context>
    <name>PhoneDialog</name>
    <message>
        <source>Start</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>중지</translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation>주소 복사</translation>
    </message>
    <message>
        <source>Give to a phone</source>
        <translation>휴대폰에 보내기</translation>
    </message>
    <message>
        <source>Nothing is shared yet.</source>
        <translation>아직 아무것도 공유하지 않습니다.</translation>
    </message>
    <message>
        <source>A phone in your network can fetch the authority’s public certificate from a small page of this computer. The private key never leaves it. The page ends after ten minutes, or when you close this window.</source>
        <translation>같은 네트워크의 휴대폰이 이 컴퓨터의 작은 페이지에서 인증 기관의 공개 인증서를 받을 수 있습니다. 개인 키는 컴퓨터를 떠나지 않습니다. 페이지는 10분 뒤나 이 창을 닫을 때 끝납니다.</translation>
    </message>
    <message>
        <source>SHA-256 fingerprint</source>
        <translation>SHA-256 지문</translation>
    </message>
    <message>
        <source>Address of the page</source>
        <translation>페이지 주소</translation>
    </message>
    <message>
        <source>Address of this computer</source>
        <translation>이 컴퓨터의 주소</translation>
    </message>
    <message>
        <source>QR code of the address</source>
        <translation>주소의 QR 코드</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>주소</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>127.0.0.1, only for this computer</source>
        <translation>127.0.0.1, 이 컴퓨터에서만</translation>
    </message>
    <message>
        <source>It could not be shared.</source>
        <translation>공유하지 못했습니다.</translation>
    </message>
    <message>
        <source>Stopped: nothing is shared any more.</source>
        <translation>중지했습니다. 더 이상 공유하지 않습니다.</translation>
    </message>
    <message>
        <source>The page has ended.</source>
        <translation>페이지가 끝났습니다.</translation>
    </message>
    <message>
        <source>Open this address on the phone, or point its camera at the code.</source>
        <translation>휴대폰에서 이 주소를 열거나 카메라로 코드를 비추세요.</translation>
    </message>
    <message numerus="yes">
        <source>It ends in %n minute(s). Compare the fingerprint before you install it.</source>
        <translation>
            <numerusform>%n분 뒤에 끝납니다. 설치하기 전에 지문을 비교하세요.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProblemSentences</name>
    <message>
        <source>The file cannot be read: {reason}.</source>
        <translation>파일을 읽을 수 없습니다: {reason}.</translation>
    </message>
    <message>
        <source>The file is larger than {limit}. This does not look like a configuration file.</source>
        <translation>파일이 {limit}보다 큽니다. 설정 파일이 아닌 것 같습니다.</translation>
    </message>
    <message>
        <source>The file is not valid TOML: {reason}.</source>
        <translation>올바른 TOML 파일이 아닙니다: {reason}.</translation>
    </message>
    <message>
        <source>This setting is not known. Did you mean “{suggestion}”?</source>
        <translation>알 수 없는 설정입니다. 혹시 “{suggestion}”인가요?</translation>
    </message>
    <message>
        <source>This setting is not known. Remove it.</source>
        <translation>알 수 없는 설정입니다. 삭제하세요.</translation>
    </message>
    <message>
        <source>The value must be {expected}, not {found}.</source>
        <translation>값의 형식이 올바르지 않습니다. 필요한 형식: {expected}, 현재 형식: {found}</translation>
    </message>
    <message>
        <source>The value must be from {minimum} to {maximum}, not {value}.</source>
        <translation>값은 {minimum}에서 {maximum} 사이여야 합니다. 현재 값: {value}</translation>
    </message>
    <message>
        <source>The value must be {expected}, not {value}.</source>
        <translation>값이 올바르지 않습니다. 필요한 값: {expected}, 현재 값: {value}</translation>
    </message>
    <message>
        <source>This setting is missing. Give {expected}.</source>
        <translation>필요한 설정이 없습니다. 지정할 값: {expected}</translation>
    </message>
    <message>
        <source>There is no folder {folder}. Make it, or pick another one.</source>
        <translation>폴더가 없습니다: {folder}. 폴더를 만들거나 다른 폴더를 선택하세요.</translation>
    </message>
    <message>
        <source>{value} is there twice. Remove one of them.</source>
        <translation>같은 항목이 두 번 있습니다: {value}. 하나를 삭제하세요.</translation>
    </message>
    <message>
        <source>There is no certificate file {file}.</source>
        <translation>인증서 파일이 없습니다: {file}</translation>
    </message>
    <message>
        <source>The certificate {file} cannot be read: {reason}.</source>
        <translation>인증서 파일 {file} 읽기에 실패했습니다: {reason}.</translation>
    </message>
    <message>
        <source>{file} is {found}, not PEM. It can be converted with: {command}</source>
        <translation>PEM 형식이 아닌 파일입니다: {file} ({found}). 다음 명령으로 변환할 수 있습니다: {command}</translation>
    </message>
    <message>
        <source>There is no certificate named “{name}” in the store. Did you mean “{suggestion}”?</source>
        <translation>저장소에 “{name}” 인증서가 없습니다. 혹시 “{suggestion}”인가요?</translation>
    </message>
    <message>
        <source>There is no private key file {file}.</source>
        <translation>개인 키 파일이 없습니다: {file}</translation>
    </message>
    <message>
        <source>The private key {file} cannot be read: {reason}.</source>
        <translation>개인 키 파일 {file} 읽기에 실패했습니다: {reason}.</translation>
    </message>
    <message>
        <source>The private key {file} does not belong to the certificate {certificate} ({subject}). They must be made together.</source>
        <translation>개인 키 파일 {file}의 키가 인증서 {certificate}({subject})에 맞지 않습니다. 둘은 한 쌍으로 만든 것이어야 합니다.</translation>
    </message>
    <message>
        <source>Others on this computer can read the private key {file} (mode {mode}). Only its owner may: {command}</source>
        <translation>이 컴퓨터의 다른 사용자도 개인 키 파일 {file}의 내용을 읽을 수 있습니다(권한 {mode}). 소유자만 읽을 수 있어야 합니다: {command}</translation>
    </message>
    <message>
        <source>The private key {file} belongs to {owner}, who could change it. Take it over with: {command}</source>
        <translation>개인 키 {file}의 소유자는 {owner}이며, 키를 바꿀 수 있습니다. 다음 명령으로 소유권을 가져오세요: {command}</translation>
    </message>
    <message>
        <source>The private key {file} needs a passphrase, and a server cannot ask for one. Save it without passphrase.</source>
        <translation>개인 키 {file}에 암호가 걸려 있지만 서버는 암호를 물을 수 없습니다. 암호 없이 저장하세요.</translation>
    </message>
    <message>
        <source>The chain is incomplete: the certificate of “{issuer}” is not among the CA files. Some clients will refuse it.</source>
        <translation>인증서 체인이 완전하지 않습니다. CA 파일에 “{issuer}”의 인증서가 없어 일부 클라이언트가 거부합니다.</translation>
    </message>
    <message>
        <source>The certificate expired on {date}. Clients refuse it.</source>
        <translation>인증서가 {date}에 만료되어 클라이언트가 거부합니다.</translation>
    </message>
    <message>
        <source>The certificate is valid only from {date}. Clients refuse it until then; or is this computer’s clock wrong?</source>
        <translation>인증서는 {date}부터 유효하며 그전에는 클라이언트가 거부합니다. 이 컴퓨터의 시계가 맞는지도 확인하세요.</translation>
    </message>
    <message>
        <source>The certificate is made for {usage}, not for servers. Clients may refuse it.</source>
        <translation>이 인증서는 서버용이 아니라 {usage}용이므로 클라이언트가 거부할 수 있습니다.</translation>
    </message>
    <message>
        <source>“{subject}” is a certificate authority. Use a certificate that it issued instead.</source>
        <translation>“{subject}” 인증서는 인증 기관의 것입니다. 이 기관이 발급한 인증서를 대신 사용하세요.</translation>
    </message>
    <message>
        <source>The certificate does not cover {host}, only {names}. Browsers will refuse it.</source>
        <translation>인증서의 대상 이름에 {host} 주소가 없어 브라우저가 거부합니다. 대상 이름: {names}</translation>
    </message>
    <message>
        <source>The certificate or its key is too weak to be accepted ({reason}). Make a new one.</source>
        <translation>인증서나 키가 너무 약하여 받아들일 수 없습니다({reason}). 새로 만드세요.</translation>
    </message>
    <message>
        <source>The certificates in {file} are not in the order of the chain. They are served in order, but other programs may refuse the file.</source>
        <translation>{file}의 인증서들이 체인 순서대로 되어 있지 않습니다. 서버는 순서에 맞게 보내지만, 다른 프로그램은 이 파일을 거부할 수 있습니다.</translation>
    </message>
    <message>
        <source>“{name}” cannot be in a certificate: {reason}.</source>
        <translation>인증서에 “{name}” 이름을 넣을 수 없습니다: {reason}.</translation>
    </message>
    <message>
        <source>Browsers open every name under .{domain} by https only, so {name} can have no plain http server.</source>
        <translation>브라우저는 .{domain} 아래의 모든 이름을 https로만 엽니다. 따라서 {name}에서는 일반 http 서버를 쓸 수 없습니다.</translation>
    </message>
    <message>
        <source>Browsers do not accept {name}: a wildcard needs two labels after it, as in *.shop.test.</source>
        <translation>브라우저는 {name} 이름을 받아들이지 않습니다. 와일드카드 뒤에는 *.shop.test처럼 두 단계 이상의 이름이 있어야 합니다.</translation>
    </message>
    <message>
        <source>Browsers will refuse {name}: the local authority can vouch only for {allowed}.</source>
        <translation>브라우저가 {name} 이름을 거부합니다. 로컬 인증 기관은 다음만 보증할 수 있습니다: {allowed}.</translation>
    </message>
    <message>
        <source>Apple’s clients refuse certificates that are valid for {days} days. Up to {limit} days are accepted.</source>
        <translation>Apple의 클라이언트는 유효 기간이 {days}일인 인증서를 거부합니다. {limit}일까지 허용됩니다.</translation>
    </message>
    <message>
        <source>The local authority ends on {date}, and the certificate with it. Renew the authority first.</source>
        <translation>로컬 인증 기관의 유효 기간이 {date}에 끝나며 인증서도 그때 함께 끝납니다. 인증 기관을 먼저 갱신하세요.</translation>
    </message>
    <message>
        <source>There is no local authority yet.</source>
        <translation>아직 로컬 인증 기관이 없습니다.</translation>
    </message>
    <message>
        <source>There is a local authority already.</source>
        <translation>로컬 인증 기관이 이미 있습니다.</translation>
    </message>
    <message>
        <source>A passphrase is needed to open {file}.</source>
        <translation>{file} 파일을 열려면 암호가 필요합니다.</translation>
    </message>
    <message>
        <source>The passphrase does not open {file}.</source>
        <translation>이 암호로는 {file} 파일을 열 수 없습니다.</translation>
    </message>
    <message>
        <source>The private key of “{subject}” is in none of the files. Add its file.</source>
        <translation>“{subject}”의 개인 키가 어느 파일에도 없습니다. 키 파일을 추가하세요.</translation>
    </message>
    <message>
        <source>There are several certificates with their keys: {subjects}. Import one at a time.</source>
        <translation>키가 있는 인증서가 여러 개입니다: {subjects}. 한 번에 하나씩 가져오세요.</translation>
    </message>
    <message>
        <source>This certificate is in the store already, as “{name}”.</source>
        <translation>이 인증서는 이미 저장소에 있습니다. 이름: “{name}”</translation>
    </message>
    <message>
        <source>There is a certificate named “{name}” in the store. Take another name.</source>
        <translation>저장소에 “{name}” 인증서가 이미 있습니다. 다른 이름을 쓰세요.</translation>
    </message>
    <message>
        <source>“{name}” cannot name a certificate in the store: it takes 1 to 100 bytes, no “/” and no dot at the start.</source>
        <translation>저장소의 인증서 이름으로 “{name}” 이름은 쓸 수 없습니다. 1~100바이트여야 하고 “/”가 없어야 하며 점으로 시작할 수 없습니다.</translation>
    </message>
    <message>
        <source>“{name}” is linked to files elsewhere, which are never changed from here.</source>
        <translation>“{name}” 인증서는 다른 곳의 파일에 연결되어 있으며, 그 파일은 여기서 바꾸지 않습니다.</translation>
    </message>
    <message>
        <source>“{name}” was issued by {issuer}, which is not on this computer. Create a request and send it there.</source>
        <translation>“{name}” 인증서는 이 컴퓨터에 없는 {issuer}에서 발급했습니다. 인증서 요청을 만들어 그곳에 보내세요.</translation>
    </message>
    <message>
        <source>The file {file} exists already.</source>
        <translation>{file} 파일이 이미 있습니다.</translation>
    </message>
    <message>
        <source>Browsers keep certificate stores of their own, and certutil, the program that opens them, is not installed. It can be installed with: {command}</source>
        <translation>브라우저는 자체 인증서 저장소를 사용하는데, 이를 여는 certutil 프로그램이 설치되어 있지 않습니다. 다음 명령으로 설치할 수 있습니다: {command}</translation>
    </message>
    <message>
        <source>This system has neither update-ca-certificates nor trust, so its certificate store cannot be changed from here.</source>
        <translation>이 시스템에는 update-ca-certificates와 trust가 모두 없어 여기에서 시스템 인증서 저장소를 변경할 수 없습니다.</translation>
    </message>
    <message>
        <source>Only an administrator can change the certificate store of this system. The command is: {command}</source>
        <translation>이 시스템의 인증서 저장소는 관리자만 변경할 수 있습니다. 명령은 다음과 같습니다: {command}</translation>
    </message>
    <message>
        <source>Whom {store} trusts could not be changed: {reason}</source>
        <translation>{store}의 신뢰 설정을 변경하지 못했습니다: {reason}</translation>
    </message>
    <message>
        <source>The trust of {store} was changed without a complaint, but reading it back does not show it.</source>
        <translation>{store}의 신뢰 설정이 오류 없이 변경되었지만, 다시 읽어 보니 적용되지 않았습니다.</translation>
    </message>
    <message>
        <source>It cannot be told whom {store} trusts: {reason}</source>
        <translation>{store}의 신뢰 설정을 확인할 수 없습니다: {reason}</translation>
    </message>
    <message>
        <source>A browser that is open reads its store only when it starts. Close it and open it again: {store}</source>
        <translation>실행 중인 브라우저는 시작할 때만 저장소를 읽습니다. 닫았다가 다시 여세요: {store}</translation>
    </message>
    <message>
        <source>“{issuer}” is not trusted by {store}.</source>
        <translation>{store}에서는 “{issuer}” 인증 기관을 신뢰하지 않습니다.</translation>
    </message>
    <message>
        <source>“{issuer}”, which was not made here, is not trusted by {store}. Whoever runs that authority can say how it is installed.</source>
        <translation>{store}에서는 “{issuer}” 인증 기관을 신뢰하지 않으며, 이 인증 기관은 여기에서 만든 것이 아닙니다. 설치 방법은 그 인증 기관을 운영하는 쪽에 문의하세요.</translation>
    </message>
    <message>
        <source>“{issuer}” is in the store of {store}, but not with the right to vouch for websites.</source>
        <translation>{store}에 “{issuer}” 인증 기관이 있지만 웹사이트를 보증할 권한이 없습니다.</translation>
    </message>
    <message>
        <source>An older certificate of “{issuer}” is trusted by {store}.</source>
        <translation>{store}에서는 “{issuer}” 인증 기관의 이전 인증서를 신뢰합니다.</translation>
    </message>
    <message>
        <source>It vouches for itself, which no browser accepts. Create a local authority and issue it anew.</source>
        <translation>자체 서명된 인증서는 어떤 브라우저도 받아들이지 않습니다. 로컬 인증 기관을 만들고 새로 발급하세요.</translation>
    </message>
    <message>
        <source>No TLS handshake with {address}: {reason}</source>
        <translation>{address} 주소와 TLS 핸드셰이크를 하지 못했습니다: {reason}</translation>
    </message>
    <message>
        <source>Programs that trust what this system trusts refuse {address}: {reason}</source>
        <translation>이 시스템의 신뢰 설정을 따르는 프로그램은 {address} 주소를 거부합니다: {reason}</translation>
    </message>
    <message>
        <source>{address} shows another certificate (“{subject}”). Reload the server, or see whose port it is.</source>
        <translation>{address}에서 다른 인증서(“{subject}”)를 보여 줍니다. 서버에서 다시 읽기를 하거나 누가 쓰는 포트인지 확인하세요.</translation>
    </message>
    <message>
        <source>Certificates of public authorities come through the program lego, which is not installed. It can be installed with: {command}</source>
        <translation>공인 기관의 인증서는 lego 프로그램으로 받는데, 설치되어 있지 않습니다. 다음 명령으로 설치할 수 있습니다: {command}</translation>
    </message>
    <message>
        <source>There was no certificate for {names}: {reason}</source>
        <translation>{names}의 인증서를 받지 못했습니다: {reason}</translation>
    </message>
    <message>
        <source>Port {port} of {address} is already in use by another program.</source>
        <translation>{address}의 {port}번 포트는 이미 다른 프로그램이 사용하고 있습니다.</translation>
    </message>
    <message>
        <source>Port {port} of {address} is already in use by {program} (PID {pid}).</source>
        <translation>{address}의 {port}번 포트는 이미 {program} 프로그램(PID {pid})이 사용하고 있습니다.</translation>
    </message>
    <message>
        <source>Port {port} of {address} needs permission, like every port below 1024. It can be given with: {command}</source>
        <translation>{address}의 {port}번 포트를 열려면 권한이 필요합니다. 1024보다 작은 포트는 모두 그렇습니다. 다음 명령으로 허용할 수 있습니다: {command}</translation>
    </message>
    <message>
        <source>This computer does not have the address {address}.</source>
        <translation>이 컴퓨터에 없는 주소입니다: {address}</translation>
    </message>
    <message>
        <source>The name {address} has no address: {reason}.</source>
        <translation>이름 {address}의 주소를 찾을 수 없습니다: {reason}.</translation>
    </message>
    <message>
        <source>The server cannot listen on port {port} of {address}: {reason}.</source>
        <translation>서버가 {address}의 {port}번 포트를 열 수 없습니다: {reason}.</translation>
    </message>
    <message>
        <source>A server named “{name}” is already running (PID {pid}).</source>
        <translation>“{name}” 서버가 이미 실행 중입니다(PID {pid}).</translation>
    </message>
    <message>
        <source>The server “{name}” is not running.</source>
        <translation>“{name}” 서버가 실행 중이 아닙니다.</translation>
    </message>
    <message>
        <source>The path of the control socket is longer than {limit} bytes: {path}. Give the server a shorter name.</source>
        <translation>제어 소켓의 경로가 {limit}바이트보다 깁니다: {path}. 서버에 더 짧은 이름을 지정하세요.</translation>
    </message>
    <message>
        <source>Something that is not a control socket stands at {path}. Move it away.</source>
        <translation>{path}에 제어 소켓이 아닌 것이 있습니다. 다른 곳으로 옮기세요.</translation>
    </message>
    <message>
        <source>The control socket {path} cannot be used: {reason}.</source>
        <translation>제어 소켓 {path} 사용에 실패했습니다: {reason}.</translation>
    </message>
    <message>
        <source>The control socket {path} belongs to another user.</source>
        <translation>다른 사용자의 제어 소켓입니다: {path}</translation>
    </message>
    <message>
        <source>The running server is of another version: it speaks control protocol {theirs}, this panel {ours}. It has to be restarted to be steered from here.</source>
        <translation>실행 중인 서버의 버전이 다릅니다. 제어 프로토콜 버전은 서버가 {theirs}, 이 제어판이 {ours}입니다. 여기서 제어하려면 서버를 다시 시작해야 합니다.</translation>
    </message>
    <message>
        <source>There is no user “{user}” on this computer.</source>
        <translation>이 컴퓨터에는 “{user}” 사용자가 없습니다.</translation>
    </message>
    <message>
        <source>The server cannot become the user “{user}”: {reason}.</source>
        <translation>서버가 “{user}” 사용자로 전환할 수 없습니다: {reason}.</translation>
    </message>
    <message>
        <source>No worker became ready: {reason}.</source>
        <translation>준비된 워커가 없습니다: {reason}.</translation>
    </message>
    <message>
        <source>The server program {path} was not found. It belongs beside this panel, or on the search path.</source>
        <translation>서버 프로그램을 찾을 수 없습니다: {path}. 제어판과 같은 폴더나 실행 경로에 있어야 합니다.</translation>
    </message>
    <message>
        <source>The program {program} could not take over: {reason}. The old server serves on.</source>
        <translation>{program} 프로그램이 서버를 넘겨받지 못했습니다: {reason}. 이전 서버가 계속 실행됩니다.</translation>
    </message>
    <message>
        <source>The limit of {limit} open files is reached. New connections wait until others end.</source>
        <translation>열 수 있는 파일 수 {limit}개에 도달했습니다. 다른 연결이 끝날 때까지 새 연결은 기다립니다.</translation>
    </message>
    <message>
        <source>{path} cannot be written: the disk is full. The old file is unchanged.</source>
        <translation>디스크가 가득 차서 {path}에 쓸 수 없습니다. 이전 파일은 그대로입니다.</translation>
    </message>
    <message>
        <source>%1 Did you mean %2?</source>
        <comment>what is wrong, then the value spelled right</comment>
        <translation>%1 혹시 %2인가요?</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a setting&apos;s key, then what is wrong with it</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1, line %2</source>
        <translation>%1, %2행</translation>
    </message>
    <message>
        <source>%1, line %2, column %3</source>
        <translation>%1, %2행 %3열</translation>
    </message>
    <message>
        <source>The master process of “{name}” (PID {pid}) vanished without being asked to, and its workers ended with it.</source>
        <translation>“{name}”의 마스터 프로세스(PID {pid})가 요청 없이 사라졌고 워커들도 함께 종료되었습니다.</translation>
    </message>
    <message>
        <source>“{name}” (PID {pid}) has said nothing for {seconds} seconds: it was halted, or it hangs.</source>
        <translation>“{name}” 서버(PID {pid})가 {seconds}초 동안 응답하지 않습니다. 일시 정지되었거나 멈춘 상태입니다.</translation>
    </message>
    <message>
        <source>Every worker of “{name}” ended too soon, too often. None is started again, and nobody is answered; the log says why they ended.</source>
        <translation>“{name}”의 모든 워커가 너무 빨리, 너무 자주 종료되었습니다. 더는 다시 시작하지 않아 아무에게도 응답하지 못합니다. 종료된 이유는 로그에 있습니다.</translation>
    </message>
    <message>
        <source>There is no file {file}, which is to hold the secret of TLS tickets. Make it on one machine, and copy it to the others: {command}</source>
        <translation>TLS 티켓의 비밀 값을 담을 파일이 없습니다: {file}. 한 컴퓨터에서 만든 뒤 나머지 컴퓨터에 복사하세요: {command}</translation>
    </message>
    <message>
        <source>The secret of TLS tickets, {file}, cannot be read: {reason}.</source>
        <translation>TLS 티켓의 비밀 값 파일 {file}의 내용을 읽을 수 없습니다: {reason}.</translation>
    </message>
    <message>
        <source>The secret of TLS tickets, {file}, has fewer than {minimum} bytes, so it could be guessed. Make a new one: {command}</source>
        <translation>TLS 티켓의 비밀 값 파일 {file}의 내용이 {minimum}바이트보다 짧아 추측될 수 있습니다. 새로 만드세요: {command}</translation>
    </message>
    <message>
        <source>Others on this computer can read the secret of TLS tickets, {file} (mode {mode}). Only its owner may: {command}</source>
        <translation>이 컴퓨터의 다른 사용자도 TLS 티켓의 비밀 값 파일 {file}의 내용을 읽을 수 있습니다(권한 {mode}). 소유자만 읽을 수 있어야 합니다: {command}</translation>
    </message>
    <message>
        <source>The secret of TLS tickets cannot be written to {file}: {reason}.</source>
        <translation>TLS 티켓의 비밀 값을 {file}에 쓸 수 없습니다: {reason}.</translation>
    </message>
    <message>
        <source>The secret of TLS tickets, {file}, belongs to {owner}, who could change it. Take it over with: {command}</source>
        <translation>TLS 티켓의 비밀 값 파일 {file}의 소유자는 {owner}이며, 내용을 바꿀 수 있습니다. 다음 명령으로 소유권을 가져오세요: {command}</translation>
    </message>
</context>
<context>
    <name>ProfileModel</name>
    <message>
        <source>File has errors</source>
        <translation>파일에 오류 있음</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>server, state</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1, %2, port %3</source>
        <comment>server, state</comment>
        <translation>%1, %2, 포트 %3</translation>
    </message>
</context>
<context>
    <name>ProfileStore</name>
    <message>
        <source>%1 (copy)</source>
        <translation>%1 (사본)</translation>
    </message>
</context>
<context>
    <name>PublicNameDialog</name>
    <message>
        <source>Certificate for a public name</source>
        <translation>공개 이름의 인증서</translation>
    </message>
    <message>
        <source>A public authority vouches for names on the internet that are yours. Every browser accepts it.</source>
        <translation>공인 인증 기관이 인터넷에서 사용자가 소유한 이름을 보증합니다. 모든 브라우저가 이 인증서를 받아들입니다.</translation>
    </message>
    <message>
        <source>Order certificate</source>
        <translation>인증서 신청</translation>
    </message>
    <message>
        <source>I accept the authority’s terms of service</source>
        <translation>인증 기관의 이용 약관에 동의합니다</translation>
    </message>
    <message>
        <source>Add the route</source>
        <translation>경로 추가</translation>
    </message>
    <message>
        <source>Add the listener</source>
        <translation>리스너 추가</translation>
    </message>
    <message>
        <source>One can be added that sends everything but the authority’s questions to HTTPS.</source>
        <translation>인증 기관의 질문을 제외한 모든 요청을 HTTPS로 보내는 리스너를 추가할 수 있습니다.</translation>
    </message>
    <message>
        <source>as “lego dnshelp” lists it; its keys are taken from the environment</source>
        <translation>“lego dnshelp” 목록에 있는 이름, 키는 환경 변수에서 가져옵니다</translation>
    </message>
    <message>
        <source>Do not wait until the record is seen from here</source>
        <translation>레코드가 여기에서 보일 때까지 기다리지 않기</translation>
    </message>
    <message>
        <source>For a network that does not see what the authority sees, as behind a DNS server of its own.</source>
        <translation>자체 DNS 서버를 쓰는 네트워크처럼, 인증 기관이 보는 것이 여기에서는 보이지 않을 때 사용합니다.</translation>
    </message>
    <message>
        <source>By a page that your server shows (HTTP-01)</source>
        <translation>서버가 보여 주는 페이지로 증명(HTTP-01)</translation>
    </message>
    <message>
        <source>By a record in the DNS (DNS-01), for wildcards too</source>
        <translation>DNS 레코드로 증명(DNS-01), 와일드카드도 가능</translation>
    </message>
    <message>
        <source>Let’s Encrypt</source>
        <translation>Let’s Encrypt</translation>
    </message>
    <message>
        <source>Let’s Encrypt, for trying out: browsers do not accept it</source>
        <translation>Let’s Encrypt 시험용: 브라우저가 받아들이지 않습니다</translation>
    </message>
    <message>
        <source>Another authority</source>
        <translation>다른 인증 기관</translation>
    </message>
    <message>
        <source>Its CA file</source>
        <translation>기관의 CA 파일</translation>
    </message>
    <message>
        <source>only where this system does not trust it</source>
        <translation>이 시스템이 신뢰하지 않는 경우에만</translation>
    </message>
    <message>
        <source>Names</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>이메일</translation>
    </message>
    <message>
        <source>Proof</source>
        <translation>증명</translation>
    </message>
    <message>
        <source>DNS provider</source>
        <translation>DNS 제공자</translation>
    </message>
    <message>
        <source>Authority</source>
        <translation>인증 기관</translation>
    </message>
    <message>
        <source>Its directory</source>
        <translation>기관의 디렉터리</translation>
    </message>
    <message>
        <source>Read them</source>
        <translation>약관 읽기</translation>
    </message>
    <message>
        <source>The authority asks a server of yours, and none is selected in the list of servers.</source>
        <translation>인증 기관은 사용자의 서버에 묻는데, 서버 목록에서 선택된 서버가 없습니다.</translation>
    </message>
    <message>
        <source>The authority asks without encryption, and “%1” has no listener for plain HTTP.</source>
        <translation>인증 기관은 암호화하지 않고 묻는데, “%1”에는 일반 HTTP 리스너가 없습니다.</translation>
    </message>
    <message>
        <source>Add one to its file: a [[listener]] with protocol = &quot;http&quot;.</source>
        <translation>설정 파일에 protocol = &quot;http&quot;인 [[listener]]를 추가하세요.</translation>
    </message>
    <message>
        <source>“%1” answers the authority.</source>
        <translation>“%1” 서버가 인증 기관에 응답합니다.</translation>
    </message>
    <message>
        <source>“%1” does not answer the authority yet: a route is missing.</source>
        <translation>“%1” 서버가 아직 인증 기관에 응답하지 않습니다. 경로가 없습니다.</translation>
    </message>
    <message>
        <source>It asks at port 80 of each name, from the internet.</source>
        <translation>인증 기관은 인터넷에서 각 이름의 80번 포트로 묻습니다.</translation>
    </message>
    <message>
        <source>It asks at port 80 of each name, from the internet: that must lead to port %1 here.</source>
        <translation>인증 기관은 인터넷에서 각 이름의 80번 포트로 묻습니다. 그 포트가 이 컴퓨터의 %1번 포트로 이어져야 합니다.</translation>
    </message>
    <message>
        <source>For which names? Separate several with spaces.</source>
        <translation>어떤 이름에 쓸 인증서인가요? 여러 개는 공백으로 구분하세요.</translation>
    </message>
    <message>
        <source>The authority needs an e-mail address for its warnings.</source>
        <translation>인증 기관이 경고를 보낼 이메일 주소가 필요합니다.</translation>
    </message>
    <message>
        <source>Which DNS provider has the names?</source>
        <translation>이 이름을 관리하는 DNS 제공자는 어디인가요?</translation>
    </message>
    <message>
        <source>The directory of an authority is an address that begins with https://</source>
        <translation>인증 기관의 디렉터리는 https://로 시작하는 주소입니다</translation>
    </message>
    <message>
        <source>The authority issues nothing before its terms are accepted.</source>
        <translation>약관에 동의해야 인증 기관이 인증서를 발급합니다.</translation>
    </message>
    <message>
        <source>Nothing was ordered, as the proof cannot be fetched even from here, at %1: %2. Is the server running, with the route applied?</source>
        <translation>이 컴퓨터에서도 %1에서 증명을 가져올 수 없어 아무것도 신청하지 않았습니다: %2. 서버가 실행 중이고 경로가 적용되었나요?</translation>
    </message>
    <message>
        <source>The authority issued it. It is in the store as “%1”.</source>
        <translation>인증 기관이 인증서를 발급했습니다. 저장소에 “%1” 이름으로 들어 있습니다.</translation>
    </message>
    <message>
        <source>Choose it in the Setup of a server. A running server that uses it renews it in time.</source>
        <translation>서버의 설정에서 선택하세요. 이 인증서를 쓰는 실행 중인 서버가 제때 갱신합니다.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
</context>
<context>
    <name>ReachRow</name>
    <message>
        <source>This computer</source>
        <translation>이 컴퓨터</translation>
    </message>
    <message>
        <source>Local network</source>
        <translation>로컬 네트워크</translation>
    </message>
    <message>
        <source>Only programs on this computer reach it.</source>
        <translation>이 컴퓨터의 프로그램만 접근할 수 있습니다.</translation>
    </message>
    <message>
        <source>Other computers and phones of the network reach it too.</source>
        <translation>네트워크의 다른 컴퓨터와 휴대폰도 접근할 수 있습니다.</translation>
    </message>
    <message>
        <source>It listens on %1, as the file says.</source>
        <translation>파일에 적힌 대로 %1에서 연결을 받습니다.</translation>
    </message>
    <message>
        <source>This computer has no address in a network now.</source>
        <translation>이 컴퓨터는 지금 네트워크 주소가 없습니다.</translation>
    </message>
    <message>
        <source>Others open %1</source>
        <translation>다른 기기에서 여는 주소: %1</translation>
    </message>
</context>
<context>
    <name>RedirectFields</name>
    <message>
        <source>Redirect</source>
        <translation>다른 주소로 보내기</translation>
    </message>
    <message>
        <source>Where to? Give the whole address, or a path of this server.</source>
        <translation>어디로 보낼까요? 전체 주소나 이 서버의 경로를 입력하세요.</translation>
    </message>
    <message>
        <source>That leads nowhere. Examples: https://example.test{uri}, /new{uri}</source>
        <translation>사용할 수 없는 주소입니다. 예: https://example.test{uri}, /new{uri}</translation>
    </message>
    <message>
        <source>Browsers remember it and no longer ask this server.</source>
        <translation>브라우저가 기억하고 이 서버에 다시 묻지 않습니다.</translation>
    </message>
    <message>
        <source>Browsers ask this server each time.</source>
        <translation>브라우저가 매번 이 서버에 묻습니다.</translation>
    </message>
    <message>
        <source>To</source>
        <translation>대상</translation>
    </message>
    <message>
        <source>Address to redirect to</source>
        <translation>보낼 주소</translation>
    </message>
    <message>
        <source>Kind of redirect</source>
        <translation>리디렉션 종류</translation>
    </message>
    <message>
        <source>%1 for good</source>
        <translation>%1 영구</translation>
    </message>
    <message>
        <source>%1 for now</source>
        <translation>%1 임시</translation>
    </message>
</context>
<context>
    <name>RedisFilesDialog</name>
    <message>
        <source>A certificate and its key go together: choose both, or neither.</source>
        <translation>인증서와 키는 한 쌍입니다. 둘 다 고르거나 둘 다 비워 두세요.</translation>
    </message>
    <message>
        <source>Certificates for Redis</source>
        <translation>Redis용 인증서</translation>
    </message>
    <message>
        <source>The address begins with rediss://, so the connection is encrypted. Which authority vouches for the Redis, and does it want a certificate from this server?</source>
        <translation>주소가 rediss://로 시작하므로 연결이 암호화됩니다. 어떤 인증 기관이 Redis를 보증하고, Redis가 이 서버의 인증서를 요구하나요?</translation>
    </message>
    <message>
        <source>&amp;Authority</source>
        <translation>인증 기관(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Certificate</source>
        <translation>인증서(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Private key</source>
        <translation>개인 키(&amp;P)</translation>
    </message>
    <message>
        <source>Authority</source>
        <translation>인증 기관</translation>
    </message>
    <message>
        <source>those that this system trusts</source>
        <translation>이 시스템이 신뢰하는 기관</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>인증서</translation>
    </message>
    <message>
        <source>none</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>Private key</source>
        <translation>개인 키</translation>
    </message>
    <message>
        <source>Use these files</source>
        <translation>이 파일 사용</translation>
    </message>
</context>
<context>
    <name>ReloadStrip</name>
    <message>
        <source>Dismiss</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Called off after %1: the workers of generation %2 serve on.</source>
        <translation>%1 만에 중단했습니다. %2세대 워커가 계속 응답합니다.</translation>
    </message>
    <message numerus="yes">
        <source>Restarting: %1 of %n worker(s) replaced.</source>
        <translation>
            <numerusform>다시 시작하는 중: 워커 %n개 중 %1개를 교체했습니다.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Reloading: %1 of %n worker(s) replaced.</source>
        <translation>
            <numerusform>다시 읽는 중: 워커 %n개 중 %1개를 교체했습니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>Done in %1: generation %2 took the place of generation %3.</source>
        <translation>%1 만에 끝났습니다. %2세대가 %3세대를 대신합니다.</translation>
    </message>
    <message numerus="yes">
        <source>%n old worker(s) still finish their connections.</source>
        <translation>
            <numerusform>이전 워커 %n개가 남은 연결을 마무리하는 중입니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>No connection was cut.</source>
        <translation>끊긴 연결은 없습니다.</translation>
    </message>
    <message numerus="yes">
        <source>%n connection(s) were cut.</source>
        <translation>
            <numerusform>연결 %n개가 끊겼습니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>The certificate is the same: %1.</source>
        <translation>인증서는 그대로입니다: %1.</translation>
    </message>
    <message>
        <source>Certificate %1 → %2</source>
        <translation>인증서 %1 → %2</translation>
    </message>
</context>
<context>
    <name>RenewDialog</name>
    <message>
        <source>Renew certificate</source>
        <translation>인증서 갱신</translation>
    </message>
    <message>
        <source>“%1” is made anew with the same names, for as long as before. Running servers take it over without dropping a request.</source>
        <translation>“%1” 인증서를 같은 이름과 같은 기간으로 다시 만듭니다. 실행 중인 서버는 요청을 놓치지 않고 새 인증서로 바꿉니다.</translation>
    </message>
    <message>
        <source>Renew</source>
        <translation>갱신</translation>
    </message>
    <message>
        <source>Make a new key too</source>
        <translation>키도 새로 만들기</translation>
    </message>
    <message>
        <source>Passphrase of the authority</source>
        <translation>인증 기관의 암호</translation>
    </message>
</context>
<context>
    <name>RenewPublicDialog</name>
    <message>
        <source>Renew certificate</source>
        <translation>인증서 갱신</translation>
    </message>
    <message>
        <source>“%1” is ordered anew from the public authority, with the same names and proved the same way. Running servers take it over without dropping a request.</source>
        <translation>“%1” 인증서를 같은 이름과 같은 증명 방법으로 공인 인증 기관에 다시 신청합니다. 실행 중인 서버는 요청을 놓치지 않고 새 인증서로 바꿉니다.</translation>
    </message>
    <message>
        <source>Renew</source>
        <translation>갱신</translation>
    </message>
</context>
<context>
    <name>RouteModel</name>
    <message>
        <source>Host</source>
        <translation>호스트</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>경로</translation>
    </message>
    <message>
        <source>Serves</source>
        <translation>제공 내용</translation>
    </message>
</context>
<context>
    <name>RouteWords</name>
    <message>
        <source>Hello page that crashes</source>
        <translation>강제 종료하는 인사 페이지</translation>
    </message>
    <message>
        <source>Hello page</source>
        <translation>인사 페이지</translation>
    </message>
    <message>
        <source>Answers for a certificate authority (acme-challenge)</source>
        <translation>인증 기관에 대한 응답(acme-challenge)</translation>
    </message>
    <message>
        <source>Folder, not chosen yet</source>
        <translation>폴더(아직 선택하지 않음)</translation>
    </message>
    <message>
        <source>Folder %1</source>
        <translation>폴더 %1</translation>
    </message>
    <message>
        <source>App, address not chosen yet</source>
        <translation>앱(아직 주소 없음)</translation>
    </message>
    <message>
        <source>App at %1</source>
        <translation>앱 %1</translation>
    </message>
    <message numerus="yes">
        <source>App at %1 and %n more</source>
        <translation>
            <numerusform>앱 %1 외 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>Redirect, address not chosen yet</source>
        <translation>리디렉션(아직 주소 없음)</translation>
    </message>
    <message>
        <source>Redirect to %1</source>
        <translation>%1 주소로 보내기</translation>
    </message>
    <message>
        <source>Visits page</source>
        <translation>방문 페이지</translation>
    </message>
    <message>
        <source>any host</source>
        <translation>모든 호스트</translation>
    </message>
    <message>
        <source>%1, only http</source>
        <translation>%1, http만</translation>
    </message>
    <message>
        <source>%1, only https</source>
        <translation>%1, https만</translation>
    </message>
</context>
<context>
    <name>RoutesDialog</name>
    <message>
        <source>Routes</source>
        <translation>경로</translation>
    </message>
    <message>
        <source>Each request goes to one route: of those for its host the one with the longest path that fits.</source>
        <translation>요청마다 하나의 경로가 응답합니다. 요청한 호스트의 경로 가운데 가장 길게 일치하는 것입니다.</translation>
    </message>
    <message>
        <source>For every host name that visitors use.</source>
        <translation>방문자가 사용하는 모든 호스트 이름에 적용됩니다.</translation>
    </message>
    <message>
        <source>Only for visitors who use this host name.</source>
        <translation>이 호스트 이름을 사용하는 방문자에게만 적용됩니다.</translation>
    </message>
    <message>
        <source>A host is a name such as shop.test, *.shop.test, or * for any.</source>
        <translation>호스트는 shop.test, *.shop.test 같은 이름이거나 모두를 뜻하는 *입니다.</translation>
    </message>
    <message>
        <source>A path starts with / and has no spaces, ? or #.</source>
        <translation>경로는 /로 시작하며 공백, ?, #을 포함하지 않습니다.</translation>
    </message>
    <message>
        <source>Another route is for this host and path already.</source>
        <translation>이 호스트와 경로에는 이미 다른 항목이 있습니다.</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>추가</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>복제</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>제거</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>호스트</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>경로</translation>
    </message>
    <message>
        <source>Serve</source>
        <translation>제공할 내용</translation>
    </message>
    <message>
        <source>Use these routes</source>
        <translation>이 경로 사용</translation>
    </message>
</context>
<context>
    <name>ServeRow</name>
    <message numerus="yes">
        <source>%n route(s)…</source>
        <translation>
            <numerusform>경로 %n개…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Also in the file: %n more listener(s)</source>
        <translation>
            <numerusform>파일의 다른 리스너: %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>What other hosts and paths of this server serve.</source>
        <translation>이 서버의 다른 호스트와 경로가 제공하는 내용입니다.</translation>
    </message>
    <message>
        <source>Open file</source>
        <translation>파일 열기</translation>
    </message>
</context>
<context>
    <name>SignRequestDialog</name>
    <message>
        <source>Sign a request</source>
        <translation>서명 요청에 서명</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Somebody else made a key and asks for a certificate: choose or drop their request (CSR), or paste it. Their key never comes here.</source>
        <translation>다른 사람이 키를 만들어 인증서를 요청한 경우입니다. 그 요청(CSR)을 선택하거나 끌어다 놓거나 붙여 넣으세요. 상대의 키는 이곳에 오지 않습니다.</translation>
    </message>
    <message>
        <source>Sign and save…</source>
        <translation>서명하고 저장…</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>요청</translation>
    </message>
    <message>
        <source>a file, PEM or DER</source>
        <translation>PEM 또는 DER 파일</translation>
    </message>
    <message>
        <source>Pasted text</source>
        <translation>붙여 넣은 텍스트</translation>
    </message>
    <message>
        <source>Valid for days</source>
        <translation>유효 일수</translation>
    </message>
    <message>
        <source>A server</source>
        <translation>서버</translation>
    </message>
    <message>
        <source>A client, to show who it is</source>
        <translation>클라이언트, 신원 확인용</translation>
    </message>
    <message>
        <source>Used by</source>
        <translation>사용하는 곳</translation>
    </message>
    <message>
        <source>There is no certificate authority on this computer yet that could sign.</source>
        <translation>이 컴퓨터에 아직 서명할 인증 기관이 없습니다.</translation>
    </message>
    <message>
        <source>Make one…</source>
        <translation>만들기…</translation>
    </message>
    <message>
        <source>Choose a request, or paste it.</source>
        <translation>요청을 선택하거나 붙여 넣으세요.</translation>
    </message>
    <message>
        <source>Asks for: %1</source>
        <translation>요청한 이름: %1</translation>
    </message>
    <message>
        <source>Passphrase of the authority</source>
        <translation>인증 기관의 암호</translation>
    </message>
    <message>
        <source>Save the certificate</source>
        <translation>인증서 저장</translation>
    </message>
    <message>
        <source>PEM (*.pem)</source>
        <translation>PEM (*.pem)</translation>
    </message>
    <message>
        <source>Signed, and saved as %1</source>
        <translation>서명하여 %1 파일에 저장했습니다</translation>
    </message>
    <message>
        <source>%1; send it to whoever asked. The authority’s certificate stands behind it in the file.</source>
        <translation>%1. 요청한 사람에게 보내세요. 파일에는 인증 기관의 인증서도 뒤에 들어 있습니다.</translation>
    </message>
</context>
<context>
    <name>ServerHeader</name>
    <message>
        <source>%1 d %2</source>
        <comment>days, then hours:minutes:seconds</comment>
        <translation>%1일 %2</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n ready</source>
        <translation>
            <numerusform>%n개 중 %1개 준비됨</numerusform>
        </translation>
    </message>
    <message>
        <source>Start</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>중지</translation>
    </message>
    <message>
        <source>Reload</source>
        <translation>다시 읽기</translation>
    </message>
    <message>
        <source>Read the file again and replace the workers one by one, without dropping a request</source>
        <translation>파일을 다시 읽고, 요청을 놓치지 않으면서 워커를 하나씩 교체합니다</translation>
    </message>
    <message>
        <source>More actions</source>
        <translation>추가 작업</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>열기</translation>
    </message>
    <message>
        <source>Open the address in a browser</source>
        <translation>브라우저에서 주소 열기</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>복사</translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation>주소 복사</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>주소</translation>
    </message>
</context>
<context>
    <name>ServerPage</name>
    <message>
        <source>No web browser could be started. The address was copied instead.</source>
        <translation>웹 브라우저를 시작할 수 없어 주소를 대신 복사했습니다.</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>닫기</translation>
    </message>
</context>
<context>
    <name>ServerStart</name>
    <message>
        <source>The server ended before it was ready, without a word.</source>
        <translation>서버가 준비되기 전에 아무 설명 없이 종료되었습니다.</translation>
    </message>
</context>
<context>
    <name>ServerSetup</name>
    <message>
        <source>Setup</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>변경</translation>
    </message>
    <message>
        <source>Fold</source>
        <translation>접기</translation>
    </message>
    <message>
        <source>Change the setup</source>
        <translation>설정 변경</translation>
    </message>
    <message>
        <source>Fold the setup</source>
        <translation>설정 접기</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>인증서</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>프로토콜</translation>
    </message>
    <message>
        <source>HTTP/2 with encryption; browsers that cannot speak it get HTTPS</source>
        <translation>암호화된 HTTP/2. 지원하지 않는 브라우저에는 HTTPS로 응답합니다</translation>
    </message>
    <message>
        <source>HTTP/1.1 with encryption</source>
        <translation>암호화된 HTTP/1.1</translation>
    </message>
    <message>
        <source>HTTP/1.1 without encryption</source>
        <translation>암호화하지 않는 HTTP/1.1</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>포트</translation>
    </message>
    <message>
        <source>Any free</source>
        <translation>빈 포트</translation>
    </message>
    <message>
        <source>Workers</source>
        <translation>워커</translation>
    </message>
    <message>
        <source>Auto (%1)</source>
        <translation>자동 (%1)</translation>
    </message>
    <message numerus="yes">
        <source>on %n CPU(s)</source>
        <translation>
            <numerusform>CPU %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>Serve</source>
        <translation>제공할 내용</translation>
    </message>
    <message>
        <source>Reached by</source>
        <translation>접근 범위</translation>
    </message>
</context>
<context>
    <name>ServerSidebar</name>
    <message>
        <source>SERVERS</source>
        <translation>서버</translation>
    </message>
    <message>
        <source>New server</source>
        <translation>새 서버</translation>
    </message>
    <message>
        <source>Servers</source>
        <translation>서버</translation>
    </message>
    <message>
        <source>Certificates</source>
        <translation>인증서</translation>
    </message>
</context>
<context>
    <name>SessionStoreReason</name>
    <message>
        <source>its process has ended</source>
        <translation>프로세스가 끝났습니다</translation>
    </message>
    <message>
        <source>its process does not answer</source>
        <translation>프로세스가 응답하지 않습니다</translation>
    </message>
    <message>
        <source>it cannot be reached</source>
        <translation>연결할 수 없습니다</translation>
    </message>
    <message>
        <source>it does not answer</source>
        <translation>응답하지 않습니다</translation>
    </message>
    <message>
        <source>it does not answer in time</source>
        <translation>제때 응답하지 않습니다</translation>
    </message>
    <message>
        <source>it closed the connection</source>
        <translation>상대가 연결을 닫았습니다</translation>
    </message>
    <message>
        <source>the connection broke</source>
        <translation>연결이 끊어졌습니다</translation>
    </message>
    <message>
        <source>connection refused</source>
        <translation>연결이 거부되었습니다</translation>
    </message>
    <message>
        <source>no such file or directory</source>
        <translation>그런 파일이나 폴더가 없습니다</translation>
    </message>
    <message>
        <source>what it says is not Redis</source>
        <translation>Redis의 응답이 아닙니다</translation>
    </message>
    <message>
        <source>it wants a password</source>
        <translation>비밀번호가 필요합니다</translation>
    </message>
    <message>
        <source>it refuses the user or the password</source>
        <translation>사용자 또는 비밀번호가 맞지 않습니다</translation>
    </message>
    <message>
        <source>it does not let this user do what sessions need</source>
        <translation>이 사용자에게는 세션에 필요한 권한이 없습니다</translation>
    </message>
    <message>
        <source>it is still loading its data</source>
        <translation>아직 데이터를 불러오는 중입니다</translation>
    </message>
    <message>
        <source>it is a replica, which takes no changes</source>
        <translation>변경을 받지 않는 복제본입니다</translation>
    </message>
    <message>
        <source>it is a replica that has lost its master</source>
        <translation>마스터를 잃은 복제본입니다</translation>
    </message>
    <message>
        <source>its memory is full</source>
        <translation>메모리가 가득 찼습니다</translation>
    </message>
    <message>
        <source>it takes no changes, as it cannot save them</source>
        <translation>저장할 수 없어 변경을 받지 않습니다</translation>
    </message>
    <message>
        <source>it is a part of a Redis Cluster, which is not supported</source>
        <translation>지원하지 않는 Redis Cluster의 일부입니다</translation>
    </message>
    <message>
        <source>it has no database of that number</source>
        <translation>그 번호의 데이터베이스가 없습니다</translation>
    </message>
    <message>
        <source>the sentinels know no master of that name</source>
        <translation>센티널이 그 이름의 마스터를 모릅니다</translation>
    </message>
    <message>
        <source>a sentinel wants a password, which is not supported</source>
        <translation>센티널이 비밀번호를 요구하지만 지원하지 않습니다</translation>
    </message>
    <message>
        <source>a sentinel refuses to say where the master is</source>
        <translation>센티널이 마스터의 위치를 알려 주지 않습니다</translation>
    </message>
    <message>
        <source>what a sentinel says is no address of a master</source>
        <translation>센티널의 응답이 마스터의 주소가 아닙니다</translation>
    </message>
    <message>
        <source>the sentinels name a server that is not the master</source>
        <translation>센티널이 마스터가 아닌 서버를 가리킵니다</translation>
    </message>
    <message>
        <source>no sentinel answers (%1)</source>
        <translation>응답하는 센티널이 없습니다(%1)</translation>
    </message>
    <message>
        <source>another secret sealed the keys that are there</source>
        <translation>저장된 키가 다른 비밀 값으로 봉인되어 있습니다</translation>
    </message>
    <message>
        <source>connection reset by peer</source>
        <translation>상대가 연결을 끊었습니다</translation>
    </message>
    <message>
        <source>connection timed out</source>
        <translation>연결 시간이 초과되었습니다</translation>
    </message>
    <message>
        <source>network is unreachable</source>
        <translation>네트워크에 연결할 수 없습니다</translation>
    </message>
    <message>
        <source>no route to host</source>
        <translation>그 컴퓨터로 가는 경로가 없습니다</translation>
    </message>
    <message>
        <source>permission denied</source>
        <translation>권한이 없습니다</translation>
    </message>
    <message>
        <source>the connection ended in the TLS handshake</source>
        <translation>TLS 핸드셰이크 중에 연결이 끊어졌습니다</translation>
    </message>
    <message>
        <source>the TLS handshake failed</source>
        <translation>TLS 핸드셰이크에 실패했습니다</translation>
    </message>
    <message>
        <source>not a TLS handshake</source>
        <translation>TLS 핸드셰이크가 아닙니다</translation>
    </message>
    <message>
        <source>not a TLS record, or of an unknown version</source>
        <translation>TLS가 아니거나 알 수 없는 버전입니다</translation>
    </message>
    <message>
        <source>the other side does not trust our certificate&apos;s issuer</source>
        <translation>상대가 이 서버 인증서의 발급자를 신뢰하지 않습니다</translation>
    </message>
    <message>
        <source>the other side does not accept our certificate</source>
        <translation>상대가 이 서버의 인증서를 받아들이지 않습니다</translation>
    </message>
    <message>
        <source>it has no address</source>
        <translation>주소가 없습니다</translation>
    </message>
    <message>
        <source>Domain name not found</source>
        <translation>그런 이름이 없습니다</translation>
    </message>
    <message>
        <source>DNS server returned answer with no data</source>
        <translation>DNS 서버의 답에 주소가 없습니다</translation>
    </message>
    <message>
        <source>Could not contact DNS servers</source>
        <translation>DNS 서버에 연결할 수 없습니다</translation>
    </message>
    <message>
        <source>Timeout while contacting DNS servers</source>
        <translation>DNS 서버가 제때 응답하지 않습니다</translation>
    </message>
    <message>
        <source>self-signed certificate</source>
        <translation>자체 서명 인증서입니다</translation>
    </message>
    <message>
        <source>self-signed certificate in certificate chain</source>
        <translation>인증서 체인에 모르는 자체 서명 인증서가 있습니다</translation>
    </message>
    <message>
        <source>unable to get local issuer certificate</source>
        <translation>발급자의 인증서를 찾을 수 없습니다</translation>
    </message>
    <message>
        <source>unable to verify the first certificate</source>
        <translation>첫 인증서를 확인할 수 없습니다</translation>
    </message>
    <message>
        <source>certificate has expired</source>
        <translation>인증서가 만료되었습니다</translation>
    </message>
    <message>
        <source>hostname mismatch</source>
        <translation>호스트 이름이 인증서와 다릅니다</translation>
    </message>
    <message>
        <source>IP address mismatch</source>
        <translation>IP 주소가 인증서와 다릅니다</translation>
    </message>
    <message>
        <source>the name has no address: %1</source>
        <translation>이름의 주소를 찾을 수 없습니다: %1</translation>
    </message>
    <message>
        <source>its certificate is not trusted: %1</source>
        <translation>인증서를 신뢰할 수 없습니다: %1</translation>
    </message>
    <message>
        <source>the other side refused: %1</source>
        <translation>상대가 거절했습니다: %1</translation>
    </message>
</context>
<context>
    <name>SessionsLine</name>
    <message>
        <source>Sessions: Redis</source>
        <translation>세션: Redis</translation>
    </message>
    <message>
        <source>Sessions: in this server</source>
        <translation>세션: 이 서버 안</translation>
    </message>
    <message>
        <source>Sessions: Redis does not answer since %1</source>
        <translation>세션: %1부터 Redis가 응답하지 않음</translation>
    </message>
    <message>
        <source>Sessions: their process does not answer since %1</source>
        <translation>세션: %1부터 보관 프로세스가 응답하지 않음</translation>
    </message>
    <message>
        <source>No sessions since %1</source>
        <translation>%1부터 세션 중단</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>where sessions are and since when not, why</comment>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>SessionsRow</name>
    <message>
        <source>Nothing listens there: the connection is refused. Is Redis started?</source>
        <translation>그곳에 응답하는 프로그램이 없어 연결이 거부되었습니다. Redis가 실행 중인가요?</translation>
    </message>
    <message>
        <source>There is no such socket. Is Redis started?</source>
        <translation>그런 소켓이 없습니다. Redis가 실행 중인가요?</translation>
    </message>
    <message>
        <source>No computer of that name is found.</source>
        <translation>그 이름의 컴퓨터를 찾을 수 없습니다.</translation>
    </message>
    <message>
        <source>It wants a password.</source>
        <translation>비밀번호가 필요합니다.</translation>
    </message>
    <message>
        <source>It refuses the user or the password.</source>
        <translation>사용자 또는 비밀번호가 맞지 않습니다.</translation>
    </message>
    <message>
        <source>Something answers there, but it is not a Redis.</source>
        <translation>응답하는 프로그램이 있지만 Redis가 아닙니다.</translation>
    </message>
    <message>
        <source>The sentinels answer, but know no master of that name.</source>
        <translation>센티널이 응답하지만 그 이름의 마스터를 모릅니다.</translation>
    </message>
    <message>
        <source>It cannot keep sessions: %1.</source>
        <translation>세션을 보관할 수 없습니다: %1.</translation>
    </message>
    <message>
        <source>No page of this server keeps anything of its visitors yet.</source>
        <translation>이 서버에는 아직 방문자 정보를 보관하는 페이지가 없습니다.</translation>
    </message>
    <message numerus="yes">
        <source>A visitor&apos;s count jumps between %n workers: each knows only what it answered itself.</source>
        <translation>
            <numerusform>방문자의 방문 횟수가 워커 %n개 사이에서 오락가락합니다. 각 워커는 자기가 응답한 것만 압니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>Where does Redis listen? On this computer mostly at redis://127.0.0.1:6379</source>
        <translation>Redis의 주소를 적어 주세요. 이 컴퓨터에서는 보통 redis://127.0.0.1:6379입니다.</translation>
    </message>
    <message>
        <source>A user needs a password too.</source>
        <translation>사용자를 적으면 비밀번호도 필요합니다.</translation>
    </message>
    <message>
        <source>Asking it…</source>
        <translation>확인하는 중…</translation>
    </message>
    <message>
        <source>Whether it answers is not known: the server program cannot be run.</source>
        <translation>서버 프로그램을 실행할 수 없어 응답하는지 알 수 없습니다.</translation>
    </message>
    <message>
        <source>It answers in %1 ms, and can keep sessions.</source>
        <translation>%1 ms 만에 응답하며, 세션을 보관할 수 있습니다.</translation>
    </message>
    <message>
        <source>It answers in %1 ms. No page of this server keeps anything of its visitors yet.</source>
        <translation>%1 ms 만에 응답합니다. 이 서버에는 아직 방문자 정보를 보관하는 페이지가 없습니다.</translation>
    </message>
    <message>
        <source>In this server</source>
        <translation>이 서버 안</translation>
    </message>
    <message>
        <source>Each worker alone</source>
        <translation>워커마다 따로</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>주소</translation>
    </message>
    <message>
        <source>Address of Redis</source>
        <translation>Redis 주소</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>비밀번호</translation>
    </message>
    <message>
        <source>Password for Redis</source>
        <translation>Redis 비밀번호</translation>
    </message>
    <message>
        <source>none</source>
        <comment>no password</comment>
        <translation>없음</translation>
    </message>
    <message>
        <source>Certificates…</source>
        <translation>인증서…</translation>
    </message>
    <message>
        <source>Other machines…</source>
        <translation>다른 컴퓨터…</translation>
    </message>
    <message>
        <source>TLS sessions are shared too.</source>
        <translation>TLS 세션도 공유합니다.</translation>
    </message>
    <message>
        <source>Its certificate is not trusted: %1. Choose its authority under Certificates.</source>
        <translation>인증서를 신뢰할 수 없습니다: %1. 인증서 버튼에서 인증 기관을 고르세요.</translation>
    </message>
    <message>
        <source>It does not answer encrypted. Is it perhaps redis:// instead of rediss://?</source>
        <translation>암호화된 연결에 응답하지 않습니다. rediss:// 대신 redis://가 아닐까요?</translation>
    </message>
    <message>
        <source>It closes the connection. Is it perhaps rediss:// instead of redis://?</source>
        <translation>상대가 연결을 닫습니다. redis:// 대신 rediss://가 아닐까요?</translation>
    </message>
    <message>
        <source>Survive crashes and reloads, not a stop; up to %1.</source>
        <translation>비정상 종료나 다시 읽기에도 남고, 중지하면 사라집니다. 최대 %1.</translation>
    </message>
    <message>
        <source>Lost by a crash or a reload; up to %1 in all.</source>
        <translation>비정상 종료나 다시 읽기에 사라집니다. 모든 스레드를 합쳐 최대 %1.</translation>
    </message>
    <message>
        <source>Lost by a crash or a reload; up to %1 each.</source>
        <translation>비정상 종료나 다시 읽기에 사라집니다. 워커마다 최대 %1.</translation>
    </message>
    <message>
        <source>Kept outside the server.</source>
        <translation>서버 밖에 보관합니다.</translation>
    </message>
    <message>
        <source>That is no address. Examples: localhost:6379, rediss://redis.example, /run/redis.sock</source>
        <translation>주소가 아닙니다. 예: localhost:6379, rediss://redis.example, /run/redis.sock</translation>
    </message>
    <message>
        <source>A process beside the workers keeps them for all of them, in its memory; other machines do not see them</source>
        <translation>워커들 옆의 프로세스가 모든 워커를 위해 자기 메모리에 보관하며, 다른 컴퓨터에서는 볼 수 없습니다</translation>
    </message>
    <message>
        <source>Each worker keeps those that it answered, in its own memory</source>
        <translation>각 워커가 자기가 응답한 것만 자기 메모리에 보관합니다</translation>
    </message>
    <message>
        <source>A Redis keeps them, for the servers of several machines too</source>
        <translation>Redis가 보관하며, 여러 컴퓨터의 서버도 함께 쓸 수 있습니다</translation>
    </message>
    <message>
        <source>redis://localhost:6379/0, rediss:// with encryption, unix:/run/redis.sock, or by sentinels: redis+sentinel://one.example,two.example/mymaster</source>
        <translation>redis://localhost:6379/0, 암호화하면 rediss://, unix:/run/redis.sock, 센티널을 거치면 redis+sentinel://one.example,two.example/mymaster</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>언어(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Colours</source>
        <translation>색상(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;When the window is closed while servers run</source>
        <translation>서버가 실행 중일 때 창을 닫으면(&amp;W)</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>시스템 설정에 따름</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>밝게</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>어둡게</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>묻기</translation>
    </message>
    <message>
        <source>Keep them running</source>
        <translation>계속 실행</translation>
    </message>
    <message>
        <source>Stop them</source>
        <translation>중지</translation>
    </message>
    <message>
        <source>Stay in the &amp;tray when the window is closed</source>
        <translation>창을 닫아도 트레이에 남아 있기(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Notify me when a server fails or a certificate expires</source>
        <translation>서버가 실패하거나 인증서가 만료될 때 알리기(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Start at login</source>
        <translation>로그인할 때 시작(&amp;S)</translation>
    </message>
</context>
<context>
    <name>SetupSummary</name>
    <message>
        <source>port %1</source>
        <translation>포트 %1</translation>
    </message>
</context>
<context>
    <name>SharedTicketsDialog</name>
    <message>
        <source>Share TLS sessions with other machines</source>
        <translation>다른 컴퓨터와 TLS 세션 공유</translation>
    </message>
    <message>
        <source>A visitor who comes back to another machine of this server goes on with the TLS session, instead of beginning a new one. For that, all its machines use this Redis and have the same secret file.</source>
        <translation>방문자가 이 서버의 다른 컴퓨터로 다시 와도 TLS 세션을 새로 시작하지 않고 이어 갑니다. 그러려면 모든 컴퓨터가 이 Redis를 쓰고 같은 비밀 값 파일을 가지고 있어야 합니다.</translation>
    </message>
    <message>
        <source>Use this file</source>
        <translation>이 파일 사용</translation>
    </message>
    <message>
        <source>Make one</source>
        <translation>만들기</translation>
    </message>
    <message>
        <source>Secret file</source>
        <translation>비밀 값 파일</translation>
    </message>
    <message>
        <source>none: each machine is on its own</source>
        <translation>없음: 컴퓨터마다 따로</translation>
    </message>
    <message>
        <source>Secrets (*.secret)</source>
        <translation>비밀 값 (*.secret)</translation>
    </message>
    <message>
        <source>&amp;Secret file</source>
        <translation>비밀 값 파일(&amp;S)</translation>
    </message>
    <message>
        <source>Stop sharing</source>
        <translation>공유 중지</translation>
    </message>
    <message>
        <source>Each machine goes on only with the TLS sessions that it began itself.</source>
        <translation>컴퓨터마다 자기가 시작한 TLS 세션만 이어 갑니다.</translation>
    </message>
    <message>
        <source>There is no such file. Make one here, or copy it from another machine of this server.</source>
        <translation>그런 파일이 없습니다. 여기서 만들거나 이 서버의 다른 컴퓨터에서 복사해 오세요.</translation>
    </message>
    <message>
        <source>Copy it to the other machines by a safe way, such as scp, and let nobody else read it there: whoever has it could read along.</source>
        <translation>scp처럼 안전한 방법으로 다른 컴퓨터에 복사하고, 그곳에서도 다른 사람이 읽지 못하게 하세요. 이 파일을 가진 사람은 통신을 엿볼 수 있습니다.</translation>
    </message>
    <message>
        <source>This file is fit: it is long enough, and others cannot read it.</source>
        <translation>쓸 수 있는 파일입니다. 길이가 충분하고 다른 사람은 읽을 수 없습니다.</translation>
    </message>
    <message>
        <source>A new secret is in this file, which only its owner can read.</source>
        <translation>이 파일에 새 비밀 값을 만들었으며 소유자만 읽을 수 있습니다.</translation>
    </message>
    <message>
        <source>This file was there already and stays as it is. Only its owner can read it.</source>
        <translation>이미 있던 파일이라 그대로 두었습니다. 소유자만 읽을 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>StartPreview</name>
    <message>
        <source>What Start will do</source>
        <translation>시작하면 일어나는 일</translation>
    </message>
    <message>
        <source>A master process reads the certificate and opens port %1.</source>
        <translation>마스터 프로세스가 인증서를 읽고 %1번 포트를 엽니다.</translation>
    </message>
    <message>
        <source>A master process opens port %1.</source>
        <translation>마스터 프로세스가 %1번 포트를 엽니다.</translation>
    </message>
    <message numerus="yes">
        <source>It forks %n worker process(es), which share the port. They serve: %1</source>
        <translation>
            <numerusform>포트를 함께 쓰는 워커 프로세스 %n개를 생성합니다. 제공할 내용: %1</numerusform>
        </translation>
    </message>
    <message>
        <source>You see each worker here. One that exits is reported with its reason, and another is forked in its place.</source>
        <translation>각 워커가 여기에 표시됩니다. 종료된 워커는 그 이유와 함께 보고되고, 그 자리에 새 워커가 생성됩니다.</translation>
    </message>
</context>
<context>
    <name>StateChip</name>
    <message>
        <source>State: %1</source>
        <translation>상태: %1</translation>
    </message>
</context>
<context>
    <name>StateLook</name>
    <message>
        <source>Stopped</source>
        <translation>중지됨</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>시작 중</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>실행 중</translation>
    </message>
    <message>
        <source>Degraded</source>
        <translation>워커 부족</translation>
    </message>
    <message>
        <source>Crash-looping</source>
        <translation>반복 종료</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>실패</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>중지 중</translation>
    </message>
    <message>
        <source>Lost contact</source>
        <translation>연결 끊김</translation>
    </message>
    <message>
        <source>Booting</source>
        <translation>부팅 중</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>준비됨</translation>
    </message>
    <message>
        <source>Draining</source>
        <translation>정리 중</translation>
    </message>
    <message>
        <source>Not answering</source>
        <translation>응답 없음</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>재시도</translation>
    </message>
    <message>
        <source>Given up</source>
        <translation>포기함</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>종료됨</translation>
    </message>
</context>
<context>
    <name>TaskDialog</name>
    <message>
        <source>Working</source>
        <translation>작업 중</translation>
    </message>
</context>
<context>
    <name>TimeWindow</name>
    <message>
        <source>%1 s</source>
        <translation>%1초</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1시간</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1분</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1분 %2초</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1시간 %2분</translation>
    </message>
    <message>
        <source>now</source>
        <translation>지금</translation>
    </message>
</context>
<context>
    <name>TrayIcon</name>
    <message>
        <source>Forkyard: no server runs</source>
        <translation>Forkyard: 실행 중인 서버 없음</translation>
    </message>
    <message numerus="yes">
        <source>Forkyard: %n server(s) running</source>
        <translation>
            <numerusform>Forkyard: 서버 %n개 실행 중</numerusform>
        </translation>
    </message>
    <message>
        <source>Start all</source>
        <translation>모두 시작</translation>
    </message>
    <message>
        <source>Stop all</source>
        <translation>모두 중지</translation>
    </message>
    <message>
        <source>Show the window</source>
        <translation>창 보이기</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>끝내기</translation>
    </message>
</context>
<context>
    <name>TrustDialog</name>
    <message>
        <source>Who trusts the authority</source>
        <translation>인증 기관을 신뢰하는 곳</translation>
    </message>
    <message>
        <source>Each browser has a store of its own. Where the authority is trusted, what it signed is accepted without a warning. What stands here was read from each store just now.</source>
        <translation>브라우저마다 자체 저장소가 있습니다. 인증 기관을 신뢰하는 곳에서는 서명한 인증서를 경고 없이 받아들입니다. 아래 내용은 방금 각 저장소에서 읽은 것입니다.</translation>
    </message>
    <message>
        <source>Working</source>
        <translation>작업 중</translation>
    </message>
    <message>
        <source>Remove everywhere</source>
        <translation>모든 곳에서 제거</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>제거</translation>
    </message>
    <message>
        <source>Trust</source>
        <translation>신뢰</translation>
    </message>
    <message>
        <source>Remove: %1</source>
        <translation>제거: %1</translation>
    </message>
    <message>
        <source>Trust: %1</source>
        <translation>신뢰: %1</translation>
    </message>
    <message>
        <source>Run as administrator…</source>
        <translation>관리자로 실행…</translation>
    </message>
    <message>
        <source>Copy command</source>
        <translation>명령 복사</translation>
    </message>
</context>
<context>
    <name>TrustLadderDialog</name>
    <message>
        <source>Will my browser accept it?</source>
        <translation>브라우저가 받아들일까요?</translation>
    </message>
    <message>
        <source>Working</source>
        <translation>작업 중</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>다시 확인</translation>
    </message>
    <message>
        <source>Checks</source>
        <translation>확인 항목</translation>
    </message>
    <message>
        <source>Checking https://%1 …</source>
        <translation>https://%1 확인 중…</translation>
    </message>
    <message>
        <source>It could not be checked.</source>
        <translation>확인할 수 없습니다.</translation>
    </message>
    <message>
        <source>Yes: your browsers accept https://%1.</source>
        <translation>예: 브라우저가 https://%1 주소를 받아들입니다.</translation>
    </message>
    <message numerus="yes">
        <source>Not everywhere: %n answer(s) are not a yes.</source>
        <translation>
            <numerusform>모든 곳은 아닙니다. “예”가 아닌 항목이 %n개입니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>mend, check</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1: trusts who signed it</source>
        <translation>%1: 서명자를 신뢰함</translation>
    </message>
    <message>
        <source>The running server shows it</source>
        <translation>실행 중인 서버가 이 인증서를 제시함</translation>
    </message>
    <message>
        <source>The running server shows it (%1, %2)</source>
        <translation>실행 중인 서버가 이 인증서를 제시함(%1, %2)</translation>
    </message>
</context>
<context>
    <name>TrustLine</name>
    <message>
        <source>Not encrypted</source>
        <translation>암호화되지 않음</translation>
    </message>
    <message>
        <source>Encrypted, but your browser will warn</source>
        <translation>암호화되지만 브라우저가 경고합니다</translation>
    </message>
    <message>
        <source>What to click</source>
        <translation>클릭 방법</translation>
    </message>
    <message>
        <source>Encrypted and trusted</source>
        <translation>암호화되었고 신뢰됩니다</translation>
    </message>
    <message>
        <source>Encrypted; whether your browser will warn cannot be told</source>
        <translation>암호화되었지만, 브라우저가 경고할지 알 수 없습니다</translation>
    </message>
    <message>
        <source>Encrypted</source>
        <translation>암호화됨</translation>
    </message>
    <message>
        <source>Encrypted, but some of your browsers will warn</source>
        <translation>암호화되었지만 일부 브라우저가 경고합니다</translation>
    </message>
    <message>
        <source>Details…</source>
        <translation>자세히…</translation>
    </message>
    <message>
        <source>Make it trusted…</source>
        <translation>신뢰받게 하기…</translation>
    </message>
    <message>
        <source>Mend…</source>
        <translation>고치기…</translation>
    </message>
</context>
<context>
    <name>TrustWords</name>
    <message>
        <source>Firefox%1, profile %2</source>
        <translation>Firefox%1, 프로필 %2</translation>
    </message>
    <message>
        <source>This system</source>
        <translation>이 시스템</translation>
    </message>
    <message>
        <source>Chromium (snap)</source>
        <translation>Chromium (snap)</translation>
    </message>
    <message>
        <source>Chromium (flatpak)</source>
        <translation>Chromium (flatpak)</translation>
    </message>
    <message>
        <source>Chromium, Chrome and Edge</source>
        <translation>Chromium, Chrome, Edge</translation>
    </message>
    <message>
        <source>Trusted</source>
        <translation>신뢰함</translation>
    </message>
    <message>
        <source>Not trusted</source>
        <translation>신뢰하지 않음</translation>
    </message>
    <message>
        <source>There, but not trusted</source>
        <translation>있지만 신뢰하지 않음</translation>
    </message>
    <message>
        <source>Trusts the one from before</source>
        <translation>이전 인증서를 신뢰함</translation>
    </message>
    <message>
        <source>Cannot tell</source>
        <translation>알 수 없음</translation>
    </message>
    <message>
        <source>The certificate can be read</source>
        <translation>인증서를 읽을 수 있음</translation>
    </message>
    <message>
        <source>Its key is there, and nobody else can read it</source>
        <translation>키가 있고 다른 사람은 읽을 수 없음</translation>
    </message>
    <message>
        <source>The key belongs to the certificate</source>
        <translation>키가 인증서와 맞음</translation>
    </message>
    <message>
        <source>The chain is complete up to a root</source>
        <translation>체인이 루트까지 이어짐</translation>
    </message>
    <message>
        <source>The chain is in order</source>
        <translation>체인의 순서가 맞음</translation>
    </message>
    <message>
        <source>It covers %1</source>
        <translation>%1 이름을 포함함</translation>
    </message>
    <message>
        <source>It is valid today</source>
        <translation>오늘 유효함</translation>
    </message>
    <message>
        <source>Its key and signatures are strong enough</source>
        <translation>키와 서명이 충분히 강함</translation>
    </message>
    <message>
        <source>Servers may use it</source>
        <translation>서버에 쓸 수 있음</translation>
    </message>
    <message>
        <source>It is a server&apos;s certificate, not an authority&apos;s</source>
        <translation>인증 기관이 아니라 서버의 인증서임</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>예</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>경고</translation>
    </message>
    <message>
        <source>No</source>
        <translation>아니요</translation>
    </message>
</context>
<context>
    <name>TryStrip</name>
    <message>
        <source>Your server is ready. Try:</source>
        <translation>서버가 준비되었습니다. 시험해 보세요.</translation>
    </message>
    <message>
        <source>Worker %1 (PID %2) gets SIGKILL. See below how its place is filled.</source>
        <translation>워커 %1(PID %2)에 SIGKILL을 보냅니다. 빈자리가 채워지는 과정을 아래에서 확인하세요.</translation>
    </message>
    <message numerus="yes">
        <source>Sending %n request(s), each on a connection of its own…</source>
        <translation>
            <numerusform>요청 %n개를 각각 별도의 연결로 보내는 중…</numerusform>
        </translation>
    </message>
    <message>
        <source>worker %1: %2</source>
        <comment>slot number, count of answers</comment>
        <translation>워커 %1: %2개</translation>
    </message>
    <message>
        <source>unknown: %1</source>
        <comment>count of answers</comment>
        <translation>알 수 없음: %1개</translation>
    </message>
    <message>
        <source>no answer: %1</source>
        <comment>count of requests</comment>
        <translation>응답 없음: %1개</translation>
    </message>
    <message>
        <source>Who answered: %1</source>
        <comment>a list of workers</comment>
        <translation>응답한 워커: %1</translation>
    </message>
    <message>
        <source>Open it</source>
        <translation>열기</translation>
    </message>
    <message>
        <source>Crash one worker</source>
        <translation>워커 하나 강제 종료</translation>
    </message>
    <message numerus="yes">
        <source>Send %n request(s)</source>
        <translation>
            <numerusform>요청 %n개 보내기</numerusform>
        </translation>
    </message>
    <message>
        <source>Put these hints away</source>
        <translation>도움말 치우기</translation>
    </message>
</context>
<context>
    <name>UndoBar</name>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
    <message>
        <source>“%1” was removed from your servers.</source>
        <translation>“%1” 서버를 목록에서 제거했습니다.</translation>
    </message>
</context>
<context>
    <name>VisitsFields</name>
    <message>
        <source>Visits page</source>
        <translation>방문 페이지</translation>
    </message>
    <message>
        <source>Each worker counts alone: the count jumps when a browser reconnects.</source>
        <translation>워커마다 따로 세므로, 브라우저가 다시 연결하면 횟수가 달라집니다.</translation>
    </message>
    <message>
        <source>The workers share the counts, so they go on whichever worker answers.</source>
        <translation>워커들이 횟수를 함께 쓰므로, 어느 워커가 응답해도 이어집니다.</translation>
    </message>
    <message>
        <source>Counts visits, by visitor and in all. Names the worker that answered and the store.</source>
        <translation>방문자별 횟수와 전체 횟수를 세고, 응답한 워커와 저장소를 보여 줍니다.</translation>
    </message>
</context>
<context>
    <name>WorkerMenu</name>
    <message>
        <source>&amp;Drain</source>
        <translation>정리 후 종료(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Restart</source>
        <translation>다시 시작(&amp;R)</translation>
    </message>
    <message>
        <source>S&amp;tart Now</source>
        <translation>지금 시작(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Kill with Signal</source>
        <translation>신호로 종료(&amp;K)</translation>
    </message>
    <message>
        <source>Copy &amp;PID</source>
        <translation>PID 복사(&amp;P)</translation>
    </message>
    <message>
        <source>Copy as &amp;Command</source>
        <translation>명령으로 복사(&amp;C)</translation>
    </message>
    <message>
        <source>Show in &amp;Log</source>
        <translation>로그에서 보기(&amp;L)</translation>
    </message>
</context>
<context>
    <name>WorkerModel</name>
    <message>
        <source>%1 d</source>
        <translation>%1일</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>중지됨</translation>
    </message>
    <message>
        <source>Retry in %1 s</source>
        <translation>%1초 후 재시도</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>No process yet</source>
        <translation>아직 프로세스 없음</translation>
    </message>
    <message numerus="yes">
        <source>%n process life(s)</source>
        <translation>
            <numerusform>프로세스 수명 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>Worker number</source>
        <translation>워커 번호</translation>
    </message>
    <message>
        <source>#</source>
        <translation>#</translation>
    </message>
    <message>
        <source>Process number (PID)</source>
        <translation>프로세스 번호(PID)</translation>
    </message>
    <message>
        <source>PID</source>
        <translation>PID</translation>
    </message>
    <message>
        <source>State</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>Time since this process was started</source>
        <translation>이 프로세스가 시작된 뒤 지난 시간</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>가동</translation>
    </message>
    <message>
        <source>How often this worker was started again so far</source>
        <translation>지금까지 이 워커를 다시 시작한 횟수</translation>
    </message>
    <message>
        <source>Restarts</source>
        <translation>재시작</translation>
    </message>
    <message>
        <source>Requests answered a second</source>
        <translation>초당 응답한 요청 수</translation>
    </message>
    <message>
        <source>Req/s</source>
        <translation>요청/초</translation>
    </message>
    <message>
        <source>Memory in use, in MB (resident)</source>
        <translation>사용 중인 메모리(MB, 상주)</translation>
    </message>
    <message>
        <source>MB</source>
        <translation>MB</translation>
    </message>
    <message>
        <source>Lives of this worker over time</source>
        <translation>시간에 따른 워커의 수명</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <comment>old, then new</comment>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>Generation: which reload this process belongs to</source>
        <translation>세대: 이 프로세스가 속한 다시 읽기 차수</translation>
    </message>
    <message>
        <source>Gen.</source>
        <translation>세대</translation>
    </message>
    <message>
        <source>Fingerprint of its certificate (SHA-256)</source>
        <translation>인증서 지문(SHA-256)</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>인증서</translation>
    </message>
</context>
<context>
    <name>WorkerPane</name>
    <message>
        <source>Workers</source>
        <translation>워커</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>지금</translation>
    </message>
    <message>
        <source>Follow the present again (End)</source>
        <translation>다시 현재를 따라가기 (End)</translation>
    </message>
    <message>
        <source>Show more time (-)</source>
        <translation>더 긴 시간 보기 (-)</translation>
    </message>
    <message>
        <source>Show more time</source>
        <translation>더 긴 시간 보기</translation>
    </message>
    <message>
        <source>Show less time (+)</source>
        <translation>더 짧은 시간 보기 (+)</translation>
    </message>
    <message>
        <source>Show less time</source>
        <translation>더 짧은 시간 보기</translation>
    </message>
    <message>
        <source>15 min</source>
        <translation>15분</translation>
    </message>
    <message>
        <source>%1 of %2 ready</source>
        <translation>%2개 중 %1개 준비됨</translation>
    </message>
    <message>
        <source>Worker %1: %2</source>
        <translation>워커 %1: %2</translation>
    </message>
    <message>
        <source>Every process life as a table, to read and to copy</source>
        <translation>모든 프로세스의 생애를 표로 보고 복사하기</translation>
    </message>
    <message>
        <source>Lives as a table</source>
        <translation>표로 보기</translation>
    </message>
</context>
<context>
    <name>WorkerTable</name>
    <message>
        <source>Workers</source>
        <translation>워커</translation>
    </message>
</context>
<context>
    <name>WorkerTimeline</name>
    <message>
        <source>PID %1, since %2, for %3.</source>
        <translation>PID %1, %2부터 %3 동안.</translation>
    </message>
    <message>
        <source>PID %1, %2 to %3.</source>
        <translation>PID %1, %2부터 %3까지.</translation>
    </message>
    <message>
        <source>Ended with its server.</source>
        <translation>서버와 함께 종료되었습니다.</translation>
    </message>
    <message numerus="yes">
        <source>Answered %n request(s).</source>
        <translation>
            <numerusform>요청 %n개에 응답했습니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>Given up on this worker.</source>
        <translation>이 워커는 더는 다시 시작하지 않습니다.</translation>
    </message>
    <message>
        <source>The next start waited %1.</source>
        <translation>다음 시작까지 %1 기다렸습니다.</translation>
    </message>
    <message>
        <source>Worker %1</source>
        <translation>워커 %1</translation>
    </message>
    <message>
        <source>Generation %1</source>
        <translation>%1세대</translation>
    </message>
    <message>
        <source>Certificate %1</source>
        <translation>인증서 %1</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>Starts, watches and steers Forkyard servers.</source>
        <translation>Forkyard 서버를 시작하고 지켜보고 제어합니다.</translation>
    </message>
    <message>
        <source>Starts without showing the window.</source>
        <translation>창을 띄우지 않고 시작합니다.</translation>
    </message>
    <message>
        <source>No &quot;%1&quot; was expected. Servers are added in the window.</source>
        <translation>&quot;%1&quot;은(는) 받지 않습니다. 서버는 창에서 추가하세요.</translation>
    </message>
</context>
</TS>
