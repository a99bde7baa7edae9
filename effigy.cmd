@echo off
rem Starts Effigy on Windows; builds it first where there is no build yet.
rem   JAVA_HOME          the Java to use, 17 or newer (default: java on the PATH)
rem   EFFIGY_JAVA_OPTS   more options for Java, e.g. -Xmx4g
rem   EFFIGY_DICOM_ENGINE  dcm4che or built-in (default: dcm4che if the build could fetch it, else built-in)
rem   EFFIGY_BACKEND     cpu, cuda or cuda-ptx: what the build can compute with (default: what it has, cpu for a first build);
rem                      cuda is for NVIDIA cards up to the RTX 40 series, cuda-ptx for newer ones; see README.md
rem   OMP_NUM_THREADS    threads for the networks (default: one per logical processor)
rem Unlike the launcher for Linux and macOS it does not look for newer sources. To build again after they changed: delete
rem modules\cli\target\effigy.built. Two first starts must not run at once.
setlocal EnableExtensions
set "root=%~dp0"
set "target=%root%modules\cli\target"

set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java.exe"
"%java%" -version >nul 2>&1
if errorlevel 1 (
    echo effigy: Java is missing; install a JDK 17 or newer, or set JAVA_HOME to one 1>&2
    exit /b 1
)
rem Only Java 17 and newer knows this option.
"%java%" --illegal-access=deny -version 2>&1 | findstr /c:"support was removed" >nul
if errorlevel 1 (
    echo effigy: Java is too old, needed is 17 or newer; install a JDK 17 or set JAVA_HOME to one 1>&2
    exit /b 1
)

if not defined EFFIGY_DICOM_ENGINE goto engine_known
if "%EFFIGY_DICOM_ENGINE%"=="dcm4che" goto engine_known
if "%EFFIGY_DICOM_ENGINE%"=="built-in" goto engine_known
echo effigy: EFFIGY_DICOM_ENGINE is '%EFFIGY_DICOM_ENGINE%', allowed are dcm4che and built-in 1>&2
exit /b 1
:engine_known

set "built="
if exist "%target%\effigy.built" for /f "usebackq" %%b in ("%target%\effigy.built") do set "built=%%b"
if "%built%"=="built" set "built=cpu"
set "backend=%EFFIGY_BACKEND%"
if not defined backend set "backend=%built%"
if not defined backend set "backend=cpu"
set "backendprofile=-P%backend%"
if "%backend%"=="cpu" set "backendprofile="
if not "%backend%"=="cpu" if not "%backend%"=="cuda" if not "%backend%"=="cuda-ptx" (
    echo effigy: EFFIGY_BACKEND is '%backend%', allowed are cpu, cuda and cuda-ptx 1>&2
    exit /b 1
)
set "machine=%PROCESSOR_ARCHITECTURE%"
if defined PROCESSOR_ARCHITEW6432 set "machine=%PROCESSOR_ARCHITEW6432%"
if defined backendprofile if not "%machine%"=="AMD64" (
    echo effigy: EFFIGY_BACKEND is %backend%, but there is CUDA for Linux and Windows on x86-64 only; EFFIGY_BACKEND=cpu computes on the CPU 1>&2
    exit /b 1
)
rem Another backend is another ND4J: nothing of the old one may stay.
if defined built if not "%backend%"=="%built%" (
    echo effigy: the build is for %built%, wanted is %backend%; building 1>&2
    del /q "%target%\effigy.built"
    call :dropclasses
)
rem An engine that is asked for and not there is built.
if "%EFFIGY_DICOM_ENGINE%"=="dcm4che" if exist "%target%\effigy.built" if not exist "%target%\lib\effigy-dicom-dcm4che-*.jar" del /q "%target%\effigy.built"

if not exist "%target%\effigy.built" (
    where mvn >nul 2>&1
    if errorlevel 1 (
        echo effigy: Maven is missing, which the first start needs; install Maven 3.6.3 or newer 1>&2
        exit /b 1
    )
    where javac >nul 2>&1
    if errorlevel 1 if not exist "%JAVA_HOME%\bin\javac.exe" (
        echo effigy: there is a Java runtime but no compiler, which the first start needs; install a JDK 17 or newer 1>&2
        exit /b 1
    )
    echo effigy: building the program; the first time Maven downloads about 250 MB, which takes some minutes 1>&2
    if defined backendprofile echo effigy: %backend%: CUDA is 2.4 GB to download the first time; EFFIGY_BACKEND=cpu builds without 1>&2
    pushd "%root%"
    call :dcm4che
    if errorlevel 1 (
        popd
        exit /b 1
    )
    rem What an interrupted build left may be half written.
    if exist "%target%\effigy.building" call :dropclasses
    if exist "%target%\effigy.jsa" del /f /q "%target%\effigy.jsa"
    if not exist "%target%" mkdir "%target%"
    >"%target%\effigy.building" echo %backend%
    if not exist "%root%target" mkdir "%root%target"
    >"%root%target\backend" echo %backend%
    del /q "%target%\lib\*dcm4che*.jar" >nul 2>&1
    call mvn -B -ntp -q %%profile%% %backendprofile% -T 1C -Dquick -Dmaven.test.skip=true -pl modules/cli -am package
    if errorlevel 1 (
        popd
        echo effigy: the build failed; the first build needs the network 1>&2
        exit /b 1
    )
    popd
    for %%j in ("%target%\effigy-cli-*.jar") do copy /y "%%j" "%target%\lib\effigy-cli.jar" >nul
    call :archive
    move /y "%target%\effigy.building" "%target%\effigy.built" >nul
    echo effigy: built 1>&2
)

set "choice="
if defined EFFIGY_DICOM_ENGINE set "choice=-Deffigy.dicom.engine=%EFFIGY_DICOM_ENGINE%"
for /f "tokens=2 delims==" %%e in ('findstr /b "extension=" "%target%\classes\org\effigy\cli\build.properties"') do set "extension=%%e"
rem A short command ends before the second, slower compiler of Java has paid for itself.
set "compiler="
set "needsthreads=1"
rem Networks keep their arrays outside the heap, and what they leave on it is small: little room before it is collected, and
rem none taken before it is needed.
set "heap="
set "first=%~1"
if not defined first set "first=help"
for %%c in (index version help) do if "%first%"=="%%c" set "needsthreads="
if "%first:~0,1%"=="-" set "needsthreads="
if not defined needsthreads set "compiler=-XX:TieredStopAtLevel=1"
for %%c in (train sample replay demo) do if "%first%"=="%%c" set "heap=-Xms48m -Xmn32m"
set "threads=%OMP_NUM_THREADS%"
if not defined threads if defined needsthreads set "threads=%NUMBER_OF_PROCESSORS%"
set "threadsoption="
if defined threads set "threadsoption=-Deffigy.threads=%threads%"
if "%backend%"=="cuda-ptx" if not defined CUDA_CACHE_MAXSIZE if defined needsthreads (
    set "CUDA_CACHE_MAXSIZE=4294967296"
    echo effigy: CUDA_CACHE_MAXSIZE is set to 4 GiB: a new card's driver compiles for it once, about 25 minutes, and keeps that there 1>&2
)
rem The networks' threads are Java's; each native operation runs in the one that calls it.
set "OMP_NUM_THREADS=1"
rem An archive of another Java or of other jars is passed over, without the warnings that Java has for it.
set "archive="
if exist "%target%\effigy.jsa" set archive="-XX:SharedArchiveFile=%target%\effigy.jsa" -Xlog:cds=off -Xlog:cds+dynamic=off -Xlog:class+path=off
rem The heap gets a quarter of the memory, the networks' arrays outside it up to three fifths.
"%java%" %archive% %compiler% %heap% -XX:MaxRAMPercentage=25 -XX:+UseSerialGC -Xshare:auto ^
    -Djava.awt.headless=true -Deffigy.terminal=true "-Deffigy.models=%root%models" %threadsoption% %choice% ^
    "-Dorg.bytedeco.javacpp.platform.extension=%extension%" -Dorg.bytedeco.javacpp.logger=slf4j ^
    -Dorg.bytedeco.javacpp.maxbytes=240%% -Dorg.bytedeco.javacpp.maxphysicalbytes=0 ^
    -Dorg.eclipse.deeplearning4j.helpers.disable=false %EFFIGY_JAVA_OPTS% ^
    -cp "%target%\lib\*" org.effigy.cli.Effigy %*
exit /b %errorlevel%

:dropclasses
for /d %%m in ("%root%modules\*") do (
    if exist "%%m\target\classes" rmdir /s /q "%%m\target\classes"
    if exist "%%m\target\maven-status" rmdir /s /q "%%m\target\maven-status"
)
if exist "%target%\lib" rmdir /s /q "%target%\lib"
exit /b 0

rem Indexes some simulated slices, trains one step and samples an image, and keeps the classes that took in an archive, from
rem which later starts load them in half the time. Without it everything works as well. CUDA might compile for half an hour, so
rem there its classes are not looked for.
:archive
set "trial=%TEMP%\effigy-%RANDOM%-%RANDOM%"
mkdir "%trial%" >nul 2>&1
if errorlevel 1 exit /b 0
for /f "tokens=2 delims==" %%e in ('findstr /b "extension=" "%target%\classes\org\effigy\cli\build.properties"') do set "extension=%%e"
call :trialjava -Xshare:auto org.effigy.cli.Effigy phantom "%trial%\ct" -n 8 --size 64
call :list index "%trial%\ct" --allow-synthetic --out "%trial%\index.json"
if "%backend%"=="cpu" call :list train ddpm --data "%trial%\index.json" --out "%trial%\run" --preset tiny --size 32 --steps 1 --batch 2 --preview-every 0 --allow-synthetic
if "%backend%"=="cpu" call :list sample "%trial%\run" --no-gate -n 1 --steps 2 --sampler dpm-solver++ --out "%trial%\samples"
copy /b "%trial%\*.list" "%trial%\classes" >nul 2>&1
call :trialjava -Xshare:dump "-XX:SharedClassListFile=%trial%\classes" "-XX:SharedArchiveFile=%target%\effigy.jsa.partial"
if not errorlevel 1 if exist "%target%\effigy.jsa.partial" move /y "%target%\effigy.jsa.partial" "%target%\effigy.jsa" >nul
if exist "%target%\effigy.jsa.partial" del /f /q "%target%\effigy.jsa.partial"
rmdir /s /q "%trial%" >nul 2>&1
exit /b 0

:list
call :trialjava "-XX:DumpLoadedClassList=%trial%\%~1.list" org.effigy.cli.Effigy %*
exit /b %errorlevel%

:trialjava
setlocal
set "OMP_NUM_THREADS=1"
"%java%" -XX:+UseSerialGC -Djava.awt.headless=true "-Dorg.bytedeco.javacpp.platform.extension=%extension%" ^
    -Dorg.bytedeco.javacpp.logger=slf4j -cp "%target%\lib\*" %* >>"%trial%\log" 2>&1 <nul
exit /b %errorlevel%

rem Sets profile to -Pdcm4che if Maven has dcm4che or can fetch it soon; it comes from a repository of its own.
:dcm4che
set "profile="
if "%EFFIGY_DICOM_ENGINE%"=="built-in" exit /b 0
for /f "tokens=3 delims=<>" %%v in ('findstr /c:"<dcm4che.version>" pom.xml') do set "version=%%v"
for /f "tokens=3 delims=<>" %%v in ('findstr /c:"<dcm4che.repository>" pom.xml') do set "repository=%%v"
for %%a in (dcm4che-core dcm4che-net) do (
    call mvn -B -N -q -U dependency:get -Dartifact=org.dcm4che:%%a:%version% -Dtransitive=false -DremoteRepositories=dcm4che::default::%repository% -Daether.connector.connectTimeout=5000 -Daether.connector.requestTimeout=10000 >nul 2>&1
    if errorlevel 1 (
        if "%EFFIGY_DICOM_ENGINE%"=="dcm4che" (
            echo effigy: dcm4che %version% could not be fetched from %repository%; EFFIGY_DICOM_ENGINE=built-in needs no network 1>&2
            exit /b 1
        )
        echo effigy: the DICOM engine is the built-in one, for dcm4che could not be fetched; delete modules\cli\target\effigy.built to try again 1>&2
        exit /b 0
    )
)
set "profile=-Pdcm4che"
echo effigy: the DICOM engine is dcm4che %version%; set EFFIGY_DICOM_ENGINE=built-in to choose the other one 1>&2
exit /b 0
