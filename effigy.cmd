@echo off
rem Starts Effigy on Windows; builds it first where there is no build yet.
rem   JAVA_HOME          the Java to use, 17 or newer (default: java on the PATH)
rem   EFFIGY_JAVA_OPTS   more options for Java, e.g. -Xmx4g
rem   EFFIGY_DICOM_ENGINE  dcm4che or built-in (default: dcm4che if the build could fetch it, else built-in)
rem   EFFIGY_BACKEND       cpu, cuda or cuda-ptx: what the build can compute with (default: what it has, cpu for a first build)
rem To build again after the sources changed: delete modules\cli\target\effigy.built
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
rem Another backend is another ND4J: nothing of the old one may stay.
if defined built if not "%backend%"=="%built%" (
    echo effigy: the build is for %built%, wanted is %backend%; building 1>&2
    del /q "%target%\effigy.built"
    if exist "%target%\lib" rmdir /s /q "%target%\lib"
    for /d %%m in ("%root%modules\*") do if exist "%%m\target\classes" rmdir /s /q "%%m\target\classes"
)

if not exist "%target%\effigy.built" (
    where mvn >nul 2>&1
    if errorlevel 1 (
        echo effigy: Maven is missing, which the first start needs; install Maven 3.6.3 or newer 1>&2
        exit /b 1
    )
    echo effigy: building the program; the first time Maven downloads about 250 MB, which takes some minutes 1>&2
    if defined backendprofile echo effigy: %backend%: CUDA is 2.4 GB to download the first time; EFFIGY_BACKEND=cpu builds without 1>&2
    pushd "%root%"
    call :dcm4che
    del /q "%target%\lib\*dcm4che*.jar" >nul 2>&1
    call mvn -B -ntp -q %%profile%% %backendprofile% -T 1C -Dquick -Dmaven.test.skip=true -pl modules/cli -am package
    if errorlevel 1 (
        popd
        echo effigy: the build failed; the first build needs the network 1>&2
        exit /b 1
    )
    popd
    for %%j in ("%target%\effigy-cli-*.jar") do copy /y "%%j" "%target%\lib\effigy-cli.jar" >nul
    >"%target%\effigy.built" echo %backend%
)

set "choice="
if defined EFFIGY_DICOM_ENGINE set "choice=-Deffigy.dicom.engine=%EFFIGY_DICOM_ENGINE%"
for /f "tokens=2 delims==" %%e in ('findstr /b "extension=" "%target%\classes\org\effigy\cli\build.properties"') do set "extension=%%e"
if "%backend%"=="cuda-ptx" if not defined CUDA_CACHE_MAXSIZE (
    set "CUDA_CACHE_MAXSIZE=4294967296"
    echo effigy: CUDA_CACHE_MAXSIZE is set to 4 GiB: a new card's driver compiles for it once, about 25 minutes, and keeps that there 1>&2
)
set "threads=%OMP_NUM_THREADS%"
if not defined threads set "threads=%NUMBER_OF_PROCESSORS%"
rem The networks' threads are Java's; each native operation runs in the one that calls it.
set "OMP_NUM_THREADS=1"
"%java%" -XX:MaxRAMPercentage=25 -XX:+UseSerialGC -Djava.awt.headless=true -Deffigy.terminal=true -Deffigy.threads=%threads% %choice% ^
    -Dorg.bytedeco.javacpp.platform.extension=%extension% -Dorg.bytedeco.javacpp.logger=slf4j ^
    -Dorg.bytedeco.javacpp.maxbytes=240%% -Dorg.bytedeco.javacpp.maxphysicalbytes=0 ^
    -Dorg.eclipse.deeplearning4j.helpers.disable=false %EFFIGY_JAVA_OPTS% ^
    -cp "%target%\lib\*" org.effigy.cli.Effigy %*
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
        echo effigy: the DICOM engine is the built-in one, for dcm4che could not be fetched; delete modules\cli\target\effigy.built to try again 1>&2
        exit /b 0
    )
)
set "profile=-Pdcm4che"
echo effigy: the DICOM engine is dcm4che %version%; set EFFIGY_DICOM_ENGINE=built-in to choose the other one 1>&2
exit /b 0
